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

enum { NAMED_MAX = 10, TEXT_MAX = 64 * 1024, SAID_MAX = 200, ASK_MS = 5000 };

struct changes {
    struct buf text;
    size_t count;
};

static void tell(struct changes *c, const char *file, const char *what)
{
    if (++c->count <= NAMED_MAX)
        (void)!buf_printf(&c->text, "%s%s %s", c->count > 1 ? ", " : "", file,
                          what);
}

/* One that may only have been left out this time. */
static void look_again(struct changes *c, const char *folder, const char *file,
                       const json_t *was)
{
    char path[PATH_MAX];
    char text[SHA256_TEXT_SIZE];
    const char *before = json_string_value(was);

    if (snprintf(path, sizeof path, "%s/%s", folder, file) >= PATH_MAX ||
        !sha256_file(path, text))
        tell(c, file, "is not there");
    else if (!before || strcmp(text, before) != 0)
        tell(c, file, "has changed");
}

/* What is in the one and not, or otherwise, in the other. */
static void compare(struct changes *c, const char *folder, json_t *before,
                    json_t *now, bool all_were_told)
{
    for (void *at = json_object_iter(before); at;
         at = json_object_iter_next(before, at)) {
        const char *file = json_object_iter_key(at);
        const json_t *is = json_object_get(now, file);
        if (!is)
            look_again(c, folder, file, json_object_iter_value(at));
        else if (!json_equal(is, json_object_iter_value(at)))
            tell(c, file, "has changed");
    }
    for (void *at = json_object_iter(now); at && all_were_told;
         at = json_object_iter_next(now, at))
        if (!json_object_get(before, json_object_iter_key(at)))
            tell(c, json_object_iter_key(at), "is new");
}

static void tell_files(const json_t *code, const char *folder)
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
        (void)fprintf(stderr,
                      "dayfly: the code differs from that of the capsule: "
                      "%s%s\n",
                      c.text.size > 0 ? c.text.data : "",
                      c.count > NAMED_MAX ? ", and more" : "");
    if (left_out > 0)
        (void)fprintf(stderr,
                      "dayfly: of %lld files the capsule does not tell what "
                      "they were\n",
                      (long long)left_out);
    buf_free(&c.text);
}

static void listen_to(int fd, char said[SAID_MAX + 1])
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    int64_t until = clock_mono_ms() + ASK_MS;
    size_t size = 0;

    while (size < SAID_MAX && clock_mono_ms() < until &&
           poll(&one, 1, (int)(until - clock_mono_ms())) > 0) {
        ssize_t got = fd_read(fd, said + size, SAID_MAX - size);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    said[size] = '\0';
    said[strcspn(said, "\n")] = '\0';
}

/* In the child, which has no more to do. */
static void be_interpreter(const char *file, int mouth)
{
    char *const words[] = {(char *)(size_t)file, (char *)(size_t) "--version",
                           NULL};
    char *const nothing[] = {NULL};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
        dup2(null, STDERR_FILENO) >= 0 && dup2(mouth, STDOUT_FILENO) >= 0)
        (void)execve(file, words, nothing);
    _exit(127);
}

static void ask_version(const char *file, char said[SAID_MAX + 1])
{
    struct error err = ERROR_NONE;
    siginfo_t info;
    AUTO(int, fd_close) ear = -1;
    AUTO(int, fd_close) mouth = -1;

    said[0] = '\0';
    if (!fd_pipe(&ear, &mouth, &err))
        return;
    pid_t pid = fork();
    if (pid == 0)
        be_interpreter(file, mouth);
    if (pid < 0)
        return;
    fd_close(&mouth);
    listen_to(ear, said);
    (void)kill(pid, SIGKILL);
    (void)waitid(P_PID, (id_t)pid, &info, WEXITED);
}

static void tell_interpreter(const json_t *code)
{
    const char *file = json_string_value(json_object_get(code, "interpreter"));
    const char *before =
        json_string_value(json_object_get(code, "interpreterVersion"));
    char now[SAID_MAX + 1];

    if (!file || !before)
        return;
    ask_version(file, now);
    if (!*now)
        (void)fprintf(stderr,
                      "dayfly: the capsule's interpreter, %s, cannot be asked "
                      "for its version, which was %s\n",
                      file, before);
    else if (strncmp(now, before, strlen(before)) != 0)
        (void)fprintf(stderr,
                      "dayfly: the interpreter %s is \"%s\" now; it was "
                      "\"%s\"\n",
                      file, now, before);
}

void replay_diff(const json_t *capsule, const char *folder)
{
    const json_t *code = json_object_get(capsule, "code");
    const char *version =
        json_string_value(json_object_get(capsule, "version"));

    tell_files(code, folder);
    tell_interpreter(code);
    if (version && strcmp(version, DAYFLY_VERSION) != 0)
        (void)fprintf(
            stderr,
            "dayfly: the capsule is of dayfly %s; this is " DAYFLY_VERSION "\n",
            version);
}
