#include "host/hooks/hook_deploy.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/dispatch/build_command.h"
#include "host/dispatch/dispatcher.h"
#include "host/functions/function_registry.h"
#include "host/hooks/hook_past.h"
#include "host/hooks/hook_rows.h"
#include "host/hooks/hook_set.h"
#include "host/metrics/hook_stats.h"

enum { PRINTED_SIZE = 1536 };

/* The last lines of what it has printed. */
static void read_output(int fd, char text[PRINTED_SIZE])
{
    off_t size = lseek(fd, 0, SEEK_END);
    off_t from = size > PRINTED_SIZE - 1 ? size - (PRINTED_SIZE - 1) : 0;
    ssize_t got = pread(fd, text, PRINTED_SIZE - 1, from);

    text[got > 0 ? got : 0] = '\0';
    while (got > 0 && strchr("\r\n ", text[got - 1]))
        text[--got] = '\0';
    const char *line = from > 0 ? strchr(text, '\n') : NULL;
    if (line)
        memmove(text, line + 1, strlen(line + 1) + 1);
}

/* `hook` may be gone: NULL. */
static void tell_end(const struct hooks *hooks, const char *name,
                     const struct hook *hook)
{
    const struct program_build *command = &hooks->command;
    char printed[PRINTED_SIZE];
    char what[PRINTED_SIZE + 200];
    double took_s = (double)(clock_mono_ms() - command->began_ms) / 1000;
    char how[PROGRAM_BUILD_HOW_SIZE];

    read_output(hooks->output, printed);
    program_build_how(command, how);
    (void)snprintf(what, sizeof what, "the deploy %s (%.1f s)%s%s", how, took_s,
                   *printed ? ":\n" : "", printed);
    hook_set_tell(hooks, name, what);
    if (hook)
        hook_past_note_deploy(hook->stats, command->status == 0, how);
}

static void forget(struct hooks *hooks, const char *name)
{
    struct error err = ERROR_NONE;

    if (!hook_rows_remove_due(hooks, name, &err))
        hook_set_tell(hooks, name, err.text);
}

/* The folder is read now, not with its next call: what it builds is ready then.
 */
static void ended(void *self)
{
    struct hooks *hooks = self;
    char name[HOOK_NAME_MAX + 1];
    struct hook *hook;

    (void)snprintf(name, sizeof name, "%s", hooks->deploying);
    hook = hook_set_find(hooks, name);
    tell_end(hooks, name, hook);
    fd_close(&hooks->output);
    hooks->deploying[0] = '\0';
    if (!hook || !hook->deploy_due)
        forget(hooks, name);
    if (hook)
        (void)dispatcher_pool(hooks->dispatcher, hook->function.name);
    hook_deploy_next(hooks);
}

void hook_deploy_open(struct hooks *hooks)
{
    program_build_init(&hooks->command, hooks->loop, ended, hooks);
}

static bool run(struct hooks *hooks, const struct hook *hook, struct error *err)
{
    AUTO(struct build_recipe, build_recipe_clear) recipe = {.words = {NULL}};
    const struct function *fn = function_registry_find(
        hooks->dispatcher->registry, hook->function.name);

    if (!fn)
        return error_set(err, "the function is gone");
    if (!build_recipe_make(&recipe, fn, hook->deploy, err))
        return false;
    hooks->output = memfd_create("deploy", MFD_CLOEXEC);
    if (hooks->output < 0)
        return error_set_errno(err, "cannot start the command");
    const struct build_command command = {
        .words = recipe.words, .env = recipe.env, .output = hooks->output};
    if (program_build_run(&hooks->command, &command, err))
        return true;
    fd_close(&hooks->output);
    return false;
}

static void begin(struct hooks *hooks, struct hook *hook)
{
    AUTO(struct buf, buf_free) line = BUF(2048);
    struct error err = ERROR_NONE;

    hook->deploy_due = false;
    (void)snprintf(hooks->deploying, sizeof hooks->deploying, "%s", hook->name);
    if (run(hooks, hook, &err)) {
        hook_set_tell(hooks, hook->name, "the deploy begins");
        return;
    }
    hooks->deploying[0] = '\0';
    if (buf_printf(&line, "the deploy does not begin: %s", err.text)) {
        hook_set_tell(hooks, hook->name, line.data);
        hook_past_note_deploy(hook->stats, false,
                              line.data + strlen("the deploy "));
    }
    forget(hooks, hook->name);
}

void hook_deploy_next(struct hooks *hooks)
{
    for (struct hook *hook = hooks->list;
         hook && !hooks->stopping && !program_build_is_running(&hooks->command);
         hook = hook->next)
        if (hook->deploy_due)
            begin(hooks, hook);
}

bool hook_deploy_ask(struct hooks *hooks, struct hook *hook, struct error *err)
{
    if (hooks->stopping)
        return error_set(err, "the host is stopping");
    if (!hook->deploy_due && !hook_rows_put_due(hooks, hook->name, err))
        return false;
    hook->deploy_due = true;
    hook_deploy_next(hooks);
    return true;
}

void hook_deploy_close(struct hooks *hooks)
{
    program_build_close(&hooks->command);
    fd_close(&hooks->output);
}
