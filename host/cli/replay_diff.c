#include "host/cli/replay_diff.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/error.h"
#include "common/fd.h"
#include "common/file_digests.h"
#include "common/sha256.h"
#include "common/version.h"
#include "host/cli/cli_util.h"

enum {
    FILES_NAMED_MAX = 10,
    TEXT_MAX = 64 * 1024,
    VERSION_MAX = 200,
    VERSION_MS = 5000
};

struct changes {
    struct buf text;
    size_t count;
};

static void add_change(struct changes *c, const char *file, const char *what)
{
    if (++c->count <= FILES_NAMED_MAX)
        (void)!buf_printf(&c->text, "%s%s %s", c->count > 1 ? ", " : "", file,
                          what);
}

/* For a file that is not among the digests of now: it can have been left out
 * because there are too many. */
static void check_file(struct changes *c, const char *folder, const char *file,
                       const json_t *was)
{
    char path[PATH_MAX];
    char text[SHA256_TEXT_SIZE];
    const char *before = json_string_value(was);

    if (snprintf(path, sizeof path, "%s/%s", folder, file) >= PATH_MAX ||
        !sha256_file(path, text))
        add_change(c, file, "is missing");
    else if (!before || strcmp(text, before) != 0)
        add_change(c, file, "has changed");
}

/* `complete`: the capsule has the digests of all files. */
static void compare(struct changes *c, const char *folder, json_t *before,
                    json_t *now, bool complete)
{
    for (void *at = json_object_iter(before); at;
         at = json_object_iter_next(before, at)) {
        const char *file = json_object_iter_key(at);
        const json_t *is = json_object_get(now, file);
        if (!is)
            check_file(c, folder, file, json_object_iter_value(at));
        else if (!json_equal(is, json_object_iter_value(at)))
            add_change(c, file, "has changed");
    }
    for (void *at = json_object_iter(now); at && complete;
         at = json_object_iter_next(now, at))
        if (!json_object_get(before, json_object_iter_key(at)))
            add_change(c, json_object_iter_key(at), "is new");
}

static void report_files(const json_t *code, const char *folder)
{
    json_t *before = json_object_get(code, "files");
    json_int_t left_out =
        json_integer_value(json_object_get(code, "filesLeftOut"));
    size_t left_out_now;

    if (!json_is_object(before))
        return;
    struct changes c = {.text = BUF(TEXT_MAX)};
    json_t *now = file_digests_of(folder, &left_out_now);
    compare(&c, folder, before, now, left_out == 0);
    json_decref(now);
    if (c.count > 0)
        cli_note("the code differs from that of the capsule: %s%s",
                 c.text.size > 0 ? c.text.data : "",
                 c.count > FILES_NAMED_MAX ? ", and more" : "");
    if (left_out > 0)
        cli_note(
            "the capsule has no digests of %lld files: they "
            "may have changed, too",
            (long long)left_out);
    buf_free(&c.text);
}

static void read_line(int fd, char text[VERSION_MAX + 1])
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    int64_t until = clock_mono_ms() + VERSION_MS;
    size_t size = 0;

    while (size < VERSION_MAX && clock_mono_ms() < until &&
           poll(&one, 1, (int)(until - clock_mono_ms())) > 0) {
        ssize_t got = fd_read(fd, text + size, VERSION_MAX - size);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    text[size] = '\0';
    text[strcspn(text, "\n")] = '\0';
}

/* Runs in the child process. */
static void exec_interpreter(const char *file, int stdout_write)
{
    char *const words[] = {(char *)(size_t)file, (char *)(size_t) "--version",
                           NULL};
    char *const nothing[] = {NULL};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
        dup2(null, STDERR_FILENO) >= 0 &&
        dup2(stdout_write, STDOUT_FILENO) >= 0)
        (void)execve(file, words, nothing);
    _exit(127);
}

static void read_version(const char *file, char text[VERSION_MAX + 1])
{
    struct error err = ERROR_NONE;
    siginfo_t info;
    AUTO(int, fd_close) stdout_read = -1;
    AUTO(int, fd_close) stdout_write = -1;

    text[0] = '\0';
    if (!fd_pipe(&stdout_read, &stdout_write, &err))
        return;
    pid_t pid = fork();
    if (pid == 0)
        exec_interpreter(file, stdout_write);
    if (pid < 0)
        return;
    fd_close(&stdout_write);
    read_line(stdout_read, text);
    (void)kill(pid, SIGKILL);
    (void)waitid(P_PID, (id_t)pid, &info, WEXITED);
}

static void report_interpreter(const json_t *code)
{
    const char *file = json_string_value(json_object_get(code, "interpreter"));
    const char *before =
        json_string_value(json_object_get(code, "interpreterVersion"));
    char now[VERSION_MAX + 1];

    if (!file || !before)
        return;
    read_version(file, now);
    if (!*now)
        cli_note("cannot get the version of the interpreter %s; it was \"%s\"",
                 file, before);
    else if (strncmp(now, before, strlen(before)) != 0)
        cli_note(
            "the interpreter %s has version \"%s\" now; it "
            "was \"%s\"",
            file, now, before);
}

void replay_diff(const json_t *capsule, const char *folder)
{
    const json_t *code = json_object_get(capsule, "code");
    const char *version =
        json_string_value(json_object_get(capsule, "version"));

    report_files(code, folder);
    report_interpreter(code);
    if (version && strcmp(version, DAYFLY_VERSION) != 0)
        cli_note(
            "the capsule was written by dayfly %s; this "
            "is " DAYFLY_VERSION,
            version);
}
