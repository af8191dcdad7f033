#include "bootstrap/sandbox/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

enum {
    TEXT_MAX = 4096,
    MOVES_MAX = 8, /* passes; a fork bomb would keep us here for ever */
};

static const char root[] = "/sys/fs/cgroup";

/* Reads a small file whole; "" if that fails. */
static void read_small(const char *path, char text[TEXT_MAX + 1])
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, text, TEXT_MAX);

    text[got > 0 ? got : 0] = '\0';
}

static bool write_small(const char *folder, const char *name, const char *text)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= PATH_MAX)
        return false;
    AUTO(int, fd_close) fd = open(path, O_WRONLY | O_CLOEXEC);
    size_t size = strlen(text);
    return fd >= 0 && fd_write(fd, text, size) == (ssize_t)size;
}

/* Finds our group in a line of /proc/self/cgroup: "4:memory:/x", or "0::/x" for
 * version 2. */
static bool find_own(const char *controller, char to[PATH_MAX])
{
    char text[TEXT_MAX + 1];
    char want[32];
    char *rest;

    (void)snprintf(want, sizeof want, ":%s:", controller);
    read_small("/proc/self/cgroup", text);
    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *at = strstr(line, want);
        if (at)
            return snprintf(to, PATH_MAX, "%s%s%s%s", root,
                            *controller ? "/" : "", controller,
                            at + strlen(want)) < PATH_MAX;
    }
    return false;
}

/* Removes the groups of bootstraps that were killed. */
static void remove_stale(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char proc[32];
        if (strncmp(entry->d_name, "dayfly-", 7) != 0)
            continue;
        long pid = strtol(entry->d_name + 7, NULL, 10);
        (void)snprintf(proc, sizeof proc, "/proc/%ld", pid);
        if (access(proc, F_OK) != 0)
            (void)unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
    }
    if (dir)
        (void)closedir(dir);
}

static int open_within(const char *folder, const char *file, int flags)
{
    char path[PATH_MAX];

    return snprintf(path, sizeof path, "%s/%s", folder, file) < PATH_MAX
               ? open(path, flags | O_CLOEXEC)
               : -1;
}

/* join: the file through which one thread joins. */
static bool add_hierarchy(struct cgroup *g, const char *folder, unsigned number,
                          const char *join)
{
    struct cgroup_hierarchy *h = &g->hierarchies[g->count];

    if (number == 0)
        remove_stale(folder);
    if (snprintf(h->path, sizeof h->path, "%s/dayfly-%ld-%u", folder,
                 (long)getpid(), number) >= PATH_MAX ||
        (mkdir(h->path, 0755) != 0 && errno != EEXIST))
        return false;
    h->procs_fd = open_within(h->path, "cgroup.procs", O_WRONLY);
    h->join_fd = open_within(h->path, join, O_WRONLY);
    if (h->procs_fd < 0 || h->join_fd < 0) {
        fd_close(&h->procs_fd);
        fd_close(&h->join_fd);
        (void)rmdir(h->path);
        return false;
    }
    g->count++;
    return true;
}

static void open_kill_counter(struct cgroup *g, const char *file)
{
    g->oom_kills =
        open_within(g->hierarchies[g->count - 1].path, file, O_RDONLY);
}

static bool set(struct cgroup *g, const char *file, int64_t value)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    return write_small(g->hierarchies[g->count - 1].path, file, text);
}

enum { MIB = 1024 * 1024 };

/* A thread that joins by itself is moved in 0.04 ms. For `cgroup.procs` the
 * kernel waits until no process is being created: 12 ms, while others wait. */
static void make_v1(struct cgroup *g, const struct limits *l, unsigned number)
{
    int64_t memory = l->value[LIMIT_MEMORY] * MIB;
    int64_t most = l->value[LIMIT_PROCESSES];
    char own[PATH_MAX];

    if (memory && find_own("memory", own) &&
        add_hierarchy(g, own, number, "tasks")) {
        g->enforced[LIMIT_MEMORY] = set(g, "memory.limit_in_bytes", memory);
        (void)set(g, "memory.memsw.limit_in_bytes", memory);
        open_kill_counter(g, "memory.oom_control");
    }
    if (most && find_own("pids", own) && add_hierarchy(g, own, number, "tasks"))
        g->enforced[LIMIT_PROCESSES] = set(g, "pids.max", most);
}

static bool count_within(const char *folder)
{
    return write_small(folder, "cgroup.subtree_control", "+memory +pids");
}

/* Moves every process of a group into a child group. Processes that start
 * meanwhile are moved in the next pass. */
static void move_all(const char *from, const char *to)
{
    char path[PATH_MAX];
    char text[TEXT_MAX + 1];
    char *rest;

    if (snprintf(path, sizeof path, "%s/cgroup.procs", from) >= PATH_MAX)
        return;
    read_small(path, text);
    for (char *pid = strtok_r(text, "\n", &rest); pid;
         pid = strtok_r(NULL, "\n", &rest))
        (void)write_small(to, "cgroup.procs", pid);
}

/* In a container the root group holds the processes and has no parent to create
 * our group in: move them into a child group, with the same limits as before.
 */
static bool move_into_child(const char *top)
{
    char within[PATH_MAX];

    if (snprintf(within, sizeof within, "%s/dayfly-keepers", top) >= PATH_MAX ||
        (mkdir(within, 0755) != 0 && errno != EEXIST))
        return false;
    for (int i = 0; i < MOVES_MAX; i++) {
        move_all(top, within);
        if (count_within(top))
            return true;
    }
    return false;
}

/* In version 2 a group with processes cannot have child groups with a memory
 * limit, so ours become siblings of the bootstrap's group. */
static void make_v2(struct cgroup *g, const struct limits *l, unsigned number)
{
    char own[PATH_MAX];

    if (!find_own("", own))
        return;
    char *slash = strrchr(own, '/');
    bool top = slash == own + sizeof root - 1 && !slash[1];
    if (!top)
        *slash = '\0';
    if (!count_within(own) && top && errno == EBUSY)
        (void)move_into_child(own);
    if (!add_hierarchy(g, own, number, "cgroup.procs"))
        return;
    if (l->value[LIMIT_MEMORY]) {
        g->enforced[LIMIT_MEMORY] =
            set(g, "memory.max", l->value[LIMIT_MEMORY] * MIB);
        (void)set(g, "memory.swap.max", 0);
        (void)set(g, "memory.oom.group", 1);
        open_kill_counter(g, "memory.events");
    }
    if (l->value[LIMIT_PROCESSES])
        g->enforced[LIMIT_PROCESSES] =
            set(g, "pids.max", l->value[LIMIT_PROCESSES]);
}

void cgroup_make(struct cgroup *g, const struct limits *l, unsigned number)
{
    if (!l->value[LIMIT_MEMORY] && !l->value[LIMIT_PROCESSES])
        return;
    if (access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0)
        make_v2(g, l, number);
    else
        make_v1(g, l, number);
    if (g->enforced[LIMIT_MEMORY])
        g->memory_kib = l->value[LIMIT_MEMORY] * 1024;
    if (!g->enforced[LIMIT_MEMORY] && !g->enforced[LIMIT_PROCESSES])
        cgroup_remove(g);
}

bool cgroup_join(const struct cgroup *g)
{
    for (size_t i = 0; i < g->count; i++)
        if (write(g->hierarchies[i].join_fd, "0", 1) != 1)
            return false;
    return true;
}

bool cgroup_move(const struct cgroup *g, pid_t pid)
{
    char text[TEXT_MAX];
    int size = snprintf(text, sizeof text, "%ld", (long)pid);

    for (size_t i = 0; i < g->count; i++)
        if (write(g->hierarchies[i].procs_fd, text, (size_t)size) != size)
            return false;
    return true;
}

int64_t cgroup_kills(const struct cgroup *g)
{
    char text[TEXT_MAX + 1];
    ssize_t got =
        !g || g->oom_kills < 0 ? -1 : pread(g->oom_kills, text, TEXT_MAX, 0);

    text[got > 0 ? got : 0] = '\0';
    const char *at = strstr(text, "oom_kill ");
    return at ? strtoll(at + sizeof "oom_kill", NULL, 10) : 0;
}

void cgroup_remove(struct cgroup *g)
{
    fd_close(&g->oom_kills);
    for (size_t i = 0; i < g->count; i++) {
        fd_close(&g->hierarchies[i].procs_fd);
        fd_close(&g->hierarchies[i].join_fd);
        (void)rmdir(g->hierarchies[i].path);
    }
    g->count = 0;
}
