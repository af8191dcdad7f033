#include "host/doctor/machine.h"

#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/cli/cli_util.h"
#include "host/doctor/findings.h"
#include "host/doctor/program_output.h"
#include "host/groups/host_group.h"

enum {
    OUTPUT_MAX = 64 * 1024,
    MB = 1000 * 1000,
    FREE_LEAST_MB = 1000,
    FILES_LEAST = 4096,
};

/* "NAME yes|no TEXT", which is changed. */
static void add_probed(struct findings *findings, char *line)
{
    char *rest = line;
    const char *name = strsep(&rest, " ");

    if (!rest || !*name)
        return;
    rest += strspn(rest, " ");
    const char *state = strsep(&rest, " ");
    if (rest)
        findings_add(findings, name,
                     !strcmp(state, "yes") ? FINDING_YES : FINDING_NO, "%s",
                     rest + strspn(rest, " "));
}

void machine_sandbox(struct findings *findings)
{
    AUTO(struct buf, buf_free) output = BUF(OUTPUT_MAX);
    char path[PATH_MAX];
    char line[1024];
    struct error err = ERROR_NONE;
    const char *const words[] = {path, "--probe", NULL};

    if (!own_bootstrap(path, &err)) {
        findings_add(findings, "bootstrap", FINDING_BAD, "%s", err.text);
        return;
    }
    if (program_output(words, &output) != PROGRAM_DONE) {
        findings_add(findings, "bootstrap", FINDING_BAD,
                     "%s --probe does not run: it belongs beside dayfly", path);
        return;
    }
    for (const char *at = output.data; *at;) {
        size_t size = strcspn(at, "\n");
        (void)snprintf(line, sizeof line, "%.*s", (int)size, at);
        /* Of a function, which there is none of here. */
        if (strncmp(line, "copies ", 7) != 0 &&
            strncmp(line, "sealed ", 7) != 0)
            add_probed(findings, line);
        at += size + (at[size] == '\n' ? 1 : 0);
    }
}

void machine_images(struct findings *findings)
{
    AUTO(struct buf, buf_free) output = BUF(OUTPUT_MAX);
    const char *const words[] = {
        "docker",
        "image",
        "ls",
        "--filter",
        "reference=dayfly*",
        "--format",
        "{{.Repository}}:{{.Tag}} was made {{.CreatedSince}}",
        NULL};
    enum program_end end = program_output(words, &output);

    if (end != PROGRAM_DONE)
        findings_add(findings, "images", FINDING_NO,
                     end == PROGRAM_ABSENT
                         ? "docker is not in PATH: no images are looked at"
                         : "docker does not answer: no images are looked at");
    for (const char *at = output.data; end == PROGRAM_DONE && *at;) {
        size_t size = strcspn(at, "\n");
        findings_add(findings, "images", FINDING_YES, "%.*s", (int)size, at);
        at += size + (at[size] == '\n' ? 1 : 0);
    }
}

static int64_t size_of(const char *folder)
{
    char root[PATH_MAX];
    char *const roots[] = {root, NULL};
    int64_t blocks = 0;
    const FTSENT *one;

    (void)snprintf(root, sizeof root, "%s", folder);
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    while (tree && (one = fts_read(tree)) != NULL)
        if (one->fts_info == FTS_F || one->fts_info == FTS_D)
            blocks += one->fts_statp->st_blocks;
    if (tree)
        (void)fts_close(tree);
    return blocks * 512;
}

/* What the lock file of a data folder says of its host. */
struct lock_text {
    char text[512];    /* its pid, and in a second line what is wrong */
    const char *wrong; /* into the text; NULL: nothing */
};

/* The host has it locked. */
static bool find_host(const char *folder, struct lock_text *lock)
{
    char path[PATH_MAX + 8];
    char *rest = lock->text;

    *lock = (struct lock_text){.wrong = NULL};
    (void)snprintf(path, sizeof path, "%s/lock", folder);
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0)
        return false;
    (void)fd_read_file(path, lock->text, sizeof lock->text - 1);
    (void)strsep(&rest, "\n");
    lock->wrong = strsep(&rest, "\n");
    if (lock->wrong && !*lock->wrong)
        lock->wrong = NULL;
    return true;
}

void machine_join_host(struct findings *findings, const char *folder)
{
    struct lock_text lock;

    if (!find_host(folder, &lock) || !host_group_differs(lock.text))
        return;
    bool joined = host_group_join(lock.text);
    findings_add(findings, "groups", joined ? FINDING_YES : FINDING_NO,
                 joined ? "limits are those of the host's control group: of "
                          "the process %s"
                        : "limits are those of this shell, not of the host's "
                          "control group (/proc/%s/cgroup); run: sudo dayfly "
                          "doctor",
                 lock.text);
}

static void add_host(struct findings *findings, const char *folder)
{
    struct lock_text lock;
    bool serves = find_host(folder, &lock);

    if (lock.wrong) {
        findings_add(findings, "host", FINDING_BAD,
                     "the process %s serves %s, and nothing can be changed: %s",
                     lock.text, folder, lock.wrong);
        return;
    }
    findings_add(findings, "host", serves ? FINDING_YES : FINDING_NO,
                 serves ? "the process %s serves %s"
                        : "no host%s serves %s now",
                 lock.text, folder);
}

void machine_data(struct findings *findings, const char *folder)
{
    struct statvfs disk;

    if (access(folder, F_OK) != 0) {
        findings_add(findings, "data", FINDING_NO, "%s is not there yet",
                     folder);
        return;
    }
    if (access(folder, R_OK | W_OK | X_OK) != 0 ||
        statvfs(folder, &disk) != 0) {
        findings_add(findings, "data", FINDING_BAD,
                     "%s cannot be used by this user; run: sudo dayfly doctor",
                     folder);
        return;
    }
    add_host(findings, folder);
    int64_t left = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize / MB;
    findings_add(findings, "data", FINDING_YES, "%s has %lld MB", folder,
                 (long long)(size_of(folder) / MB));
    findings_add(findings, "disk",
                 left < FREE_LEAST_MB ? FINDING_BAD : FINDING_YES,
                 "%lld MB are free%s", (long long)left,
                 left < FREE_LEAST_MB ? ", at least 1000 are wanted: events "
                                        "and code are refused when none are"
                                      : "");
}

void machine_files(struct findings *findings)
{
    struct rlimit files = {.rlim_max = 0};

    (void)getrlimit(RLIMIT_NOFILE, &files);
    findings_add(findings, "open-files",
                 files.rlim_max < FILES_LEAST ? FINDING_BAD : FINDING_YES,
                 "a process may open %llu files%s",
                 (unsigned long long)files.rlim_max,
                 files.rlim_max < FILES_LEAST
                     ? ", at least 4096 are wanted (ulimit -Hn, LimitNOFILE=)"
                     : "");
}
