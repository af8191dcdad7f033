#include "host/build/program_build.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/base/aside.h"
#include "host/build/build_command.h"
#include "host/functions/function.h"
#include "host/groups/host_group.h"
#include "host/sam/sam_go.h"

enum {
    /* A folder that cannot be written to would be tried again for ever. */
    UNABLE_MS = 5000,
    LIMIT_MS = PROGRAM_BUILD_MAX_S * 1000,
    EXIT_USAGE = 2,
    EXIT_NO_PROGRAM = 127,
};

/* $1: the folder, $2: the program. What is made has the time of the build's
 * begin: an edit after that asks for another build. */
static char script[] =
    "cd \"$1\" && mkdir -p \"${2%/*}\" && : >\"$2.new\" || exit 1\n"
    "if GOOS=linux CGO_ENABLED=0 go build -o \"$2\" . >\"$2.words\" 2>&1\n"
    "then touch -r \"$2.new\" \"$2\"; rm -f \"$2.log\"\n"
    "else touch -r \"$2.new\" \"$2.words\"; mv \"$2.words\" \"$2.log\"; fi\n";

static void ended(void *self, uint32_t events)
{
    struct program_build *build = self;

    (void)events;
    program_build_close(build);
    build->unable_ms = build->status == 0 ? 0 : clock_mono_ms();
    build->on_end(build->self);
}

/* Its end is noticed as always. */
static void limit_reached(void *self)
{
    struct program_build *build = self;

    build->is_over_limit = true;
    (void)kill(-build->pid, SIGKILL);
}

void program_build_init(struct program_build *build, struct event_loop *loop,
                        void (*on_end)(void *self), void *self)
{
    *build = (struct program_build){.loop = loop,
                                    .child = {.fd = -1, .on_ready = ended},
                                    .on_end = on_end,
                                    .self = self};
    build->child.self = build;
    build->limit = (struct timer){.on_fire = limit_reached, .self = build};
}

bool program_build_is_running(const struct program_build *build)
{
    return build->child.fd >= 0;
}

enum program_build_need program_build_need(const struct program_build *build,
                                           const struct function *fn)
{
    bool is_unable =
        build->unable_ms > 0 && clock_mono_ms() - build->unable_ms < UNABLE_MS;

    if (!fn->go_output)
        return PROGRAM_BUILD_NONE;
    switch (sam_go_state_of(fn->folder, fn->bootstrap, fn->go_output)) {
    case SAM_GO_BUILT:
        return PROGRAM_BUILD_TAKEN;
    case SAM_GO_FAILED:
        return fn->config_error ? PROGRAM_BUILD_NONE : PROGRAM_BUILD_TAKEN;
    case SAM_GO_STALE:
        return is_unable ? PROGRAM_BUILD_NONE : PROGRAM_BUILD_DUE;
    case SAM_GO_CURRENT:
        break;
    }
    return PROGRAM_BUILD_NONE;
}

/* By the shell, which may have to leave the host's control group first. */
static int start(const struct program_build *build, pid_t *pid,
                 const struct build_command *command, struct aside_start *how)
{
    static char name[] = "dayfly";
    static char apart[] = BUILD_APART;
    static char sh[] = "/bin/sh";
    char *words[BUILD_COMMAND_WORDS_MAX + 4] = {name, apart, sh};

    for (size_t i = 0; command->words[i] && i < BUILD_COMMAND_WORDS_MAX; i++)
        words[i + 3] = command->words[i];
    bool leaves = host_group_holds_children();
    how->path = leaves ? "/proc/self/exe" : sh;
    how->argv = leaves ? words : command->words;
    how->env = command->env;
    return aside_spawn(build->loop->aside, pid, how);
}

/* In a process group of its own, with the signals as they are by default. */
static int spawn(const struct program_build *build, pid_t *pid,
                 const struct build_command *command)
{
    posix_spawnattr_t how;
    posix_spawn_file_actions_t files;
    sigset_t none;
    sigset_t all;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_init(&how);
    (void)posix_spawnattr_setsigmask(&how, &none);
    (void)posix_spawnattr_setsigdefault(&how, &all);
    (void)posix_spawnattr_setpgroup(&how, 0);
    (void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK |
                                             POSIX_SPAWN_SETSIGDEF |
                                             POSIX_SPAWN_SETPGROUP);
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
                                           O_RDONLY, 0);
    if (command->output >= 0) {
        (void)posix_spawn_file_actions_adddup2(&files, command->output,
                                               STDOUT_FILENO);
        (void)posix_spawn_file_actions_adddup2(&files, command->output,
                                               STDERR_FILENO);
    }
    int failed =
        start(build, pid, command,
              &(struct aside_start){.actions = &files, .attributes = &how});
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&how);
    return failed;
}

bool program_build_run(struct program_build *build,
                       const struct build_command *command, struct error *err)
{
    errno = spawn(build, &build->pid, command);
    if (errno != 0)
        return error_set_errno(err, "cannot start /bin/sh");
    build->child.fd = (int)syscall(SYS_pidfd_open, build->pid, 0);
    if (build->child.fd < 0 ||
        !event_loop_watch(build->loop, &build->child, EPOLLIN, err)) {
        fd_close(&build->child.fd);
        program_build_close(build);
        return error_set(err, "cannot watch the command");
    }
    build->began_ms = clock_mono_ms();
    build->is_over_limit = false;
    timer_set(build->loop, &build->limit, LIMIT_MS);
    return true;
}

bool program_build_start(struct program_build *build, const struct function *fn,
                         struct error *err)
{
    static char sh[] = "sh";
    static char c[] = "-c";
    char *words[] = {sh, c, script, sh, fn->folder, fn->go_output, NULL};
    const struct build_command command = {
        .words = words, .env = environ, .output = -1};

    return program_build_run(build, &command, err);
}

void program_build_how(const struct program_build *build,
                       char how[PROGRAM_BUILD_HOW_SIZE])
{
    if (build->status == 0)
        (void)snprintf(how, PROGRAM_BUILD_HOW_SIZE, "has ended well");
    else if (build->is_over_limit)
        (void)snprintf(how, PROGRAM_BUILD_HOW_SIZE,
                       "took more than %d s and was ended",
                       PROGRAM_BUILD_MAX_S);
    else if (build->status < 0)
        (void)snprintf(how, PROGRAM_BUILD_HOW_SIZE, "was killed");
    else
        (void)snprintf(how, PROGRAM_BUILD_HOW_SIZE,
                       "failed with exit status %d", build->status);
}

void program_build_close(struct program_build *build)
{
    siginfo_t info;
    int fd = build->child.fd;

    if (build->pid == 0)
        return;
    (void)kill(-build->pid, SIGKILL);
    timer_clear(build->loop, &build->limit);
    build->status = -1;
    if (waitid(P_PID, (id_t)build->pid, &info, WEXITED) == 0 &&
        info.si_code == CLD_EXITED)
        build->status = info.si_status;
    build->pid = 0;
    if (fd >= 0)
        event_loop_forget(build->loop, &build->child);
    build->child.fd = -1;
    fd_close(&fd);
}

int program_build_apart(char *const words[])
{
    struct error err = ERROR_NONE;

    if (!words[1] || !words[2])
        return EXIT_USAGE;
    host_group_leave();
    (void)execv(words[1], words + 2);
    (void)error_set_errno(&err, "cannot start %s", words[1]);
    (void)fprintf(stderr, "dayfly: %s\n", err.text);
    return EXIT_NO_PROGRAM;
}
