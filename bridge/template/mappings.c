#include "bridge/template/mappings.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "bridge/template/proc.h"
#include "bridge/template/system_call.h"

struct mapping {
    unsigned long begin;
    unsigned long end;
    const char *rights; /* "rw-p" */
    const char *name;   /* "" if it has none */
};

/* BEGIN-END RIGHTS OFFSET DEVICE INODE NAME */
static struct mapping parse(const char *line)
{
    struct mapping mapping = {.begin = text_number(&line, 16)};
    line += *line == '-';
    mapping.end = text_number(&line, 16);
    line += *line == ' ';
    mapping.rights = line;
    for (int words = 0; words < 4 && *line; line++)
        words += *line == ' ';
    text_number(&line, 10);
    while (*line == ' ')
        line++;
    mapping.name = line;
    return mapping;
}

/* Mappings of the kernel's own, which madvise() refuses. */
static bool is_kernels(const struct mapping *mapping)
{
    return text_after(mapping->name, "[v") != NULL;
}

/* Holes in the range do no harm: what is mapped is advised, and the result is
 * ENOMEM. */
static bool keep_in_copies(unsigned long begin, unsigned long end)
{
    if (begin >= end)
        return true;
    long result = SYS(SYS_madvise, begin, end - begin, MADV_DOFORK);
    return result == 0 || result == -ENOMEM;
}

static bool is_written_by_all(const struct mapping *mapping)
{
    const char *rights = mapping->rights;
    return rights[0] && rights[3] == 's' &&
           (rights[0] != 'r' || rights[1] == 'w');
}

/* Looks at all mappings, until one is refused. */
static bool take(struct proc_lines *lines, struct line *why)
{
    unsigned long begin = 0, end = 0; /* neighbours that take one call */
    bool kept = true;
    for (char *text; (text = proc_lines_next(lines));) {
        struct mapping mapping = parse(text);
        if (is_written_by_all(&mapping)) {
            line_add(why, "a writable shared mapping (");
            line_add(why, *mapping.name ? mapping.name : "anonymous");
            line_add(why, ")");
            return false;
        }
        if (mapping.rights[3] == 's' || is_kernels(&mapping)) {
            kept = kept && keep_in_copies(begin, end);
            begin = end = 0;
        } else {
            begin = begin ? begin : mapping.begin;
            end = mapping.end;
        }
    }
    if (lines->failed)
        line_add(why, "/proc/self/maps cannot be read to its end");
    else if (!kept || !keep_in_copies(begin, end))
        line_add(why, "private memory of a device");
    return !why->length;
}

bool mappings_prepare(struct line *why)
{
    struct proc_lines lines;
    if (!proc_lines_open(&lines, "/proc/self/maps")) {
        line_add(why, "/proc/self/maps cannot be read");
        return false;
    }
    bool good = take(&lines, why);
    proc_lines_close(&lines);
    return good;
}
