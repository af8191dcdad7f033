#include "common/function/exec_error.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/fd.h"

enum { SHOWN_MAX = 200 }; /* bytes of a path quoted from the file */

/* The beginning of the file, with a NUL after it: it holds the ELF headers, the
 * loader's name, or the #! line. */
struct start {
    union {
        char text[4096 + 1];
        Elf64_Ehdr elf;
    } is;
    size_t size;
};

static const char *machine_name(unsigned machine)
{
    switch (machine) {
    case EM_X86_64:
        return "x86_64";
    case EM_AARCH64:
        return "aarch64";
    case EM_386:
        return "i386";
    case EM_ARM:
        return "arm";
    default:
        return "another machine";
    }
}

#if defined(__x86_64__)
enum { HERE = EM_X86_64 };
#elif defined(__aarch64__)
enum { HERE = EM_AARCH64 };
#else
enum { HERE = EM_NONE };
#endif

static void read_start(struct start *s, const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, s->is.text, sizeof s->is.text - 1);

    fd_close(&fd);
    s->size = got < 0 ? 0 : (size_t)got;
    memset(s->is.text + s->size, 0, sizeof s->is.text - s->size);
}

static bool is_elf(const struct start *s)
{
    return s->size >= sizeof s->is.elf &&
           !memcmp(s->is.elf.e_ident, ELFMAG, SELFMAG);
}

/* The loader (PT_INTERP) of an executable, or NULL. */
static const char *loader_of(const struct start *s)
{
    Elf64_Phdr part;
    Elf64_Off at = s->is.elf.e_phoff;

    for (int left = s->is.elf.e_phnum; left > 0; left--, at += sizeof part) {
        if (at > s->size || s->size - at < sizeof part)
            return NULL;
        memcpy(&part, s->is.text + at, sizeof part);
        if (part.p_type == PT_INTERP && part.p_offset < s->size)
            return s->is.text + part.p_offset;
    }
    return NULL;
}

/* The file exists, but its loader or #! interpreter does not. */
static void hint_absent(struct start *s, char text[EXEC_ERROR_SIZE])
{
    const char *loader = is_elf(s) ? loader_of(s) : NULL;
    char *name = s->is.text + 2 + strspn(s->is.text + 2, " \t");

    if (loader) {
        (void)snprintf(
            text, EXEC_ERROR_SIZE,
            " (its loader %.*s does not exist: link it statically, or "
            "for the C library of this machine)",
            SHOWN_MAX, loader);
    } else if (!strncmp(s->is.text, "#!", 2)) {
        name[strcspn(name, "\n")] = '\0';
        bool dos = strchr(name, '\r') != NULL;
        name[strcspn(name, " \t\r")] = '\0';
        if (dos)
            (void)snprintf(text, EXEC_ERROR_SIZE,
                           " (its #! line ends in a carriage return: save it "
                           "with Unix line ends)");
        else
            (void)snprintf(text, EXEC_ERROR_SIZE,
                           " (its #! line asks for %.*s, which does not exist)",
                           SHOWN_MAX, name);
    } else {
        (void)snprintf(
            text, EXEC_ERROR_SIZE,
            " (the file exists, but the program that runs it does not)");
    }
}

void exec_error_explain(const char *file, int error, char text[EXEC_ERROR_SIZE])
{
    struct start s;
    struct stat is;
    bool there = stat(file, &is) == 0;

    text[0] = '\0';
    read_start(&s, file);
    if (error == ENOENT && there)
        hint_absent(&s, text);
    else if (error == EACCES && there && S_ISDIR(is.st_mode))
        (void)snprintf(text, EXEC_ERROR_SIZE, " (it is a folder)");
    else if (error == EACCES && there && !(is.st_mode & 0111))
        (void)snprintf(text, EXEC_ERROR_SIZE, " (chmod +x is missing)");
    else if (error == ENOEXEC && is_elf(&s) && s.is.elf.e_machine != HERE)
        (void)snprintf(text, EXEC_ERROR_SIZE,
                       " (built for %s, this machine is %s)",
                       machine_name(s.is.elf.e_machine), machine_name(HERE));
    else if (error == ENOEXEC && there && is.st_size == 0)
        (void)snprintf(text, EXEC_ERROR_SIZE, " (the file is empty)");
    else if (error == ENOEXEC)
        (void)snprintf(text, EXEC_ERROR_SIZE,
                       " (no #! line and no executable of this machine)");
}
