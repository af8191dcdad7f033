#include "host/archive/cage.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/compiler.h"
#include "common/fd.h"
#include "host/archive/unpack.h"

enum {
    CPU_MAX_S = 120,
    OPEN_MAX = 32,
};

#define MEMORY_MAX ((rlim_t)512 * 1024 * 1024)

static void set_limits(void)
{
    const struct rlimit seconds = {CPU_MAX_S, CPU_MAX_S};
    const struct rlimit files = {OPEN_MAX, OPEN_MAX};
    const struct rlimit none = {0, 0};
    const struct rlimit bytes = {(rlim_t)UNPACK_MAX_BYTES,
                                 (rlim_t)UNPACK_MAX_BYTES};
    const struct rlimit memory = {MEMORY_MAX, MEMORY_MAX};

    (void)setrlimit(RLIMIT_CPU, &seconds);
    (void)setrlimit(RLIMIT_NOFILE, &files);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_FSIZE, &bytes);
    /* The sanitizer's shadow is larger than any such limit. */
    if (!ADDRESS_SANITIZED)
        (void)setrlimit(RLIMIT_AS, &memory);
}

/* Of Landlock's first version; a later one knows more that a process may do,
 * none of which opens a file. */
static const uint64_t every_right =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;

static const uint64_t folder_rights =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SYM;

static void allow(int rules, const char *path, uint64_t rights)
{
    AUTO(int, fd_close) fd = open(path, O_PATH | O_CLOEXEC);
    const struct landlock_path_beneath_attr rule = {.allowed_access = rights,
                                                    .parent_fd = fd};

    (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
                  &rule, 0);
}

static void close_files(const char *file, const char *folder)
{
    const struct landlock_ruleset_attr handled = {.handled_access_fs =
                                                      every_right};
    AUTO(int, fd_close)
    rules = (int)syscall(SYS_landlock_create_ruleset, &handled,
                         sizeof handled.handled_access_fs, 0);

    if (rules < 0)
        return;
    allow(rules, file, LANDLOCK_ACCESS_FS_READ_FILE);
    allow(rules, folder, folder_rights);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)syscall(SYS_landlock_restrict_self, rules, 0);
}

void cage_enter(const char *file, const char *folder)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    set_limits();
    close_files(file, folder);
}
