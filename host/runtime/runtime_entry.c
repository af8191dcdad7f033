#include "host/runtime/runtime_entry.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/function/exec_error.h"
#include "host/mounts/closed_folder.h"
#include "host/mounts/layer_mount.h"
#include "host/groups/runtime_group.h"

enum { EXIT_REFUSED = 126, EXIT_NO_PROGRAM = 127, FILES_MASK = 077 };

bool runtime_entry_has_groups(const struct function *fn)
{
    return fn->layers || fn->closed || (fn->stored && geteuid() == 0);
}

void runtime_entry_words(struct runtime_entry *t, const struct function *fn,
                         int errors, char *words[RUNTIME_ENTRY_WORDS])
{
    const struct manifest *m = &fn->manifest;
    unsigned lanes = manifest_lanes(m);
    bool limits = fn->own_bootstrap && m->limits_memory;

    *t =
        (struct runtime_entry){.self = "/proc/self/exe", .flag = RUNTIME_ENTRY};
    (void)snprintf(t->user, sizeof t->user, "%u", (unsigned)fn->user);
    (void)snprintf(t->memory, sizeof t->memory, "%u", m->memory_mb * lanes);
    (void)snprintf(t->limit, sizeof t->limit, "%u",
                   limits ? m->memory_mb * lanes : 0);
    (void)snprintf(
        t->processes, sizeof t->processes, "%u",
        runtime_entry_has_groups(fn) ? RUNTIME_GROUP_PROCESSES * lanes : 0);
    (void)snprintf(t->errors, sizeof t->errors, "%d", errors);
    (void)snprintf(t->closed, sizeof t->closed, "%s",
                   fn->closed ? fn->closed : "");
    words[0] = t->self;
    words[1] = t->flag;
    words[2] = t->user;
    words[3] = t->memory;
    words[4] = t->limit;
    words[5] = t->processes;
    words[6] = fn->layers ? fn->layers : t->none;
    words[7] = t->closed;
    words[8] = t->errors;
    words[9] = fn->bootstrap;
}

/* Programs open /dev/stdout and /dev/stderr by their names. */
static bool become(uid_t user)
{
    (void)!fchown(STDOUT_FILENO, user, user);
    (void)!fchown(STDERR_FILENO, user, user);
    (void)umask(FILES_MASK);
    return setgroups(0, NULL) == 0 && setresgid(user, user, user) == 0 &&
           setresuid(user, user, user) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* The signals are scoped even where nothing can be mounted. */
static void close_folder(const char *folder, const char *layers,
                         const struct error *no_namespace)
{
    struct error err = *no_namespace;

    if (!*folder)
        return;
    if (*err.text || !closed_folder_close(folder, layers, &err))
        (void)fprintf(stderr,
                      "dayfly: this function can read what the host keeps, "
                      "its keys too: %s; a host that is root gives it a user "
                      "of its own\n",
                      err.text);
    (void)closed_folder_scope_signals();
}

static void mount_layers(const char *folders, const struct error *no_namespace)
{
    struct error err = *no_namespace;

    if (*folders && (*err.text || !layer_mount(folders, &err)))
        (void)fprintf(stderr,
                      "dayfly: the layers are not at /opt: %s; PATH, "
                      "PYTHONPATH, NODE_PATH and LD_LIBRARY_PATH name them\n",
                      err.text);
}

/* The host tells it if it reads `errors`, and else the log does. */
static int run(char *program, int errors)
{
    char *const argv[] = {program, NULL};
    char reason[EXEC_ERROR_SIZE] = "";
    struct error err = ERROR_NONE;

    if (errors >= 0)
        (void)fcntl(errors, F_SETFD, FD_CLOEXEC);
    (void)execv(program, argv);
    int error = errno;
    if (errors >= 0 && fd_write_all(errors, (const char *)&error, sizeof error))
        return EXIT_NO_PROGRAM;
    exec_error_explain(program, error, reason);
    errno = error;
    (void)error_set_errno(&err, "cannot start %s%s", program, reason);
    (void)fprintf(stderr, "dayfly: %s\n", err.text);
    return EXIT_NO_PROGRAM;
}

int runtime_entry_command(char *const words[])
{
    struct error err = ERROR_NONE;
    struct error no_namespace = ERROR_NONE;

    for (int i = 1; i < RUNTIME_ENTRY_WORDS - 1; i++)
        if (!words[i])
            return 2;
    uid_t user = (uid_t)strtoul(words[1], NULL, 10);
    runtime_group_enter(user, &(struct runtime_group){
                                  .memory_mb = strtol(words[2], NULL, 10),
                                  .limit_mb = strtol(words[3], NULL, 10),
                                  .processes = strtol(words[4], NULL, 10),
                              });
    if (*words[5] || *words[6])
        (void)!layer_mount_namespace(&no_namespace);
    mount_layers(words[5], &no_namespace);
    close_folder(words[6], words[5], &no_namespace);
    if (user && !become(user)) {
        (void)error_set_errno(&err, "cannot become the user %u",
                              (unsigned)user);
        (void)fprintf(stderr, "dayfly: %s\n", err.text);
        return EXIT_REFUSED;
    }
    return run(words[8], (int)strtol(words[7], NULL, 10));
}
