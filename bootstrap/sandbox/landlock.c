#include "bootstrap/sandbox/landlock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/landlock.h: the copy of the C library may be older than the
 * kernel.
 */
enum { VERSION_ASKED = 1, RULE_PATH = 1, RULE_PORT = 2 };
enum { PORT_LISTEN = 1, PORT_CONNECT = 2 };
enum { SCOPE_SOCKETS = 1, SCOPE_SIGNALS = 2 };

enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_REMOVE_DIR = 1 << 4,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_ALL = 0x7f << 6, /* LANDLOCK_ACCESS_FS_MAKE_CHAR to _MAKE_SYM */
    FS_MAKE_BLOCK = 1 << 11,
    FS_REFER = 1 << 13,
    FS_TRUNCATE = 1 << 14,
    FS_OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE,
};

struct rules {
    uint64_t files;
    uint64_t ports;
    uint64_t scopes;
};

struct rule_path {
    uint64_t allowed;
    int32_t path;
} __attribute__((packed));

struct rule_port {
    uint64_t allowed;
    uint64_t port;
};

int landlock_abi(void)
{
    long abi =
        syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, VERSION_ASKED);

    return abi > 0 ? (int)abi : 0;
}

static uint64_t files_of(unsigned access, int abi)
{
    uint64_t all = 0;

    if (access & ACCESS_READ)
        all |= FS_READ_FILE | FS_READ_DIR;
    if (access & ACCESS_WRITE)
        all |= FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_ALL;
    if (access & ACCESS_WRITE && abi >= 2)
        all |= FS_REFER;
    if (access & ACCESS_WRITE && abi >= 3)
        all |= FS_TRUNCATE;
    if (access & ACCESS_RUN)
        all |= FS_EXECUTE;
    return all;
}

static uint64_t ports_of(const struct landlock_config *w)
{
    if (w->abi < LANDLOCK_PORTS)
        return 0;
    return (w->ports ? (uint64_t)PORT_CONNECT : 0) |
           (w->listens ? (uint64_t)PORT_LISTEN : 0);
}

static const uint64_t scopes = SCOPE_SOCKETS | SCOPE_SIGNALS;

/* An older kernel accepts a longer struct if the fields it does not know are 0.
 */
static bool make(int *fd, const struct rules *rules, struct error *err)
{
    *fd = (int)syscall(SYS_landlock_create_ruleset, rules, sizeof *rules, 0U);
    return *fd >= 0 || error_set_errno(err, "cannot make Landlock rules");
}

bool landlock_make(int *fd, const struct landlock_config *w, struct error *err)
{
    const struct rules rules = {
        .files = files_of(w->file_access, w->abi),
        .ports = ports_of(w),
        .scopes = w->scopes && w->abi >= LANDLOCK_SCOPES ? scopes : 0,
    };

    return make(fd, &rules, err);
}

/* A rule set must restrict something. */
bool landlock_make_separate(int *fd, int abi, struct error *err)
{
    const struct rules rules = {.files =
                                    abi < LANDLOCK_SCOPES ? FS_MAKE_BLOCK : 0,
                                .scopes = abi < LANDLOCK_SCOPES ? 0 : scopes};

    return make(fd, &rules, err);
}

bool landlock_allow(int fd, const struct landlock_config *w, int path,
                    unsigned access, struct error *err)
{
    struct rule_path rule = {
        .allowed = files_of(access & w->file_access, w->abi), .path = path};
    struct stat is;

    if (fstat(path, &is) != 0)
        return error_set_errno(err,
                               "cannot get the type of a path for Landlock");
    if (!S_ISDIR(is.st_mode))
        rule.allowed &= FS_OF_FILES;
    if (rule.allowed == 0)
        return true;
    if (syscall(SYS_landlock_add_rule, fd, RULE_PATH, &rule, 0U) != 0)
        return error_set_errno(err, "cannot add a path to the Landlock rules");
    return true;
}

bool landlock_allow_port(int fd, const struct landlock_config *w, unsigned port,
                         struct error *err)
{
    struct rule_port rule = {.allowed = ports_of(w), .port = port};

    if (rule.allowed == 0)
        return true;
    if (syscall(SYS_landlock_add_rule, fd, RULE_PORT, &rule, 0U) != 0)
        return error_set_errno(err, "cannot add port %u to the Landlock rules",
                               port);
    return true;
}

bool landlock_restrict_self(int fd)
{
    return syscall(SYS_landlock_restrict_self, fd, 0U) == 0;
}
