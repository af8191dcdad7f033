#include "bootstrap/cleanup/residue.h"

#include <stdio.h>
#include <string.h>

#include "bootstrap/cleanup/residue_files.h"
#include "bootstrap/os/user_processes.h"
#include "common/clock.h"

enum { MOST_US = 50 * 1000 };

void residue_begin(struct residue *r, const struct settings *s, uid_t uid)
{
    r->use = s->residue;
    if (r->use == RESIDUE_OFF)
        return;
    r->uid = uid;
    r->tmpdir = s->tmpdir;
    residue_ipc_save(&r->before, uid);
    r->started_us = clock_stamp_us();
}

static void find(const struct residue *r, bool remove,
                 struct residue_list *found)
{
    static const char *const folders[] = {"/tmp", "/var/tmp", "/dev/shm"};
    const struct residue_files files = {.uid = r->uid,
                                        .since_us = r->started_us,
                                        .until_us = clock_mono_us() + MOST_US,
                                        .remove = remove,
                                        .found = found};
    bool known = false;

    *found = (struct residue_list){.checked = true};
    residue_ipc_find(&r->before, r->uid, remove, found);
    for (size_t i = 0; i < COUNT(folders); i++) {
        known = known || !strcmp(folders[i], r->tmpdir);
        residue_files_find(&files, folders[i]);
    }
    if (!known)
        residue_files_find(&files, r->tmpdir);
}

static void log_found(const struct residue_list *found, const char *other,
                      struct log *log)
{
    log_printf(log, LEVEL_WARN,
               "dayfly: the handler left %zu thing%s behind, removed %zu: "
               "%s%s%s%s",
               found->found, found->found == 1 ? "" : "s", found->removed,
               found->names, *other ? " (kept: this user also runs " : "",
               other, *other ? ")" : "");
}

void residue_clear(struct residue *r, struct residue_list *found,
                   struct log *log)
{
    char other[128] = "";

    if (!r || r->use == RESIDUE_OFF)
        return;
    find(r, false, found);
    if (found->found > 0 && r->use == RESIDUE_SWEEP &&
        !user_has_other_processes(r->uid, other, sizeof other))
        find(r, true, found);
    if (found->found > 0)
        log_found(found, other, log);
    r->use = RESIDUE_OFF;
}
