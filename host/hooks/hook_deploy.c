#include "host/hooks/hook_deploy.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/base/log_writer.h"
#include "host/build/build_command.h"
#include "host/dispatch/dispatcher.h"
#include "host/functions/function_registry.h"
#include "host/hooks/hook_past.h"
#include "host/hooks/hook_rows.h"
#include "host/hooks/hook_set.h"
#include "host/metrics/hook_stats.h"

static void tell_line(void *self, const char *line, size_t size)
{
    const struct hooks *hooks = self;
    char from[HOOK_NAME_MAX + 16];

    (void)snprintf(from, sizeof from, "webhook %s", hooks->deploying);
    log_writer_line(hooks->log, from, line, size);
}

/* `hook` may be gone: NULL. */
static void tell_end(struct hooks *hooks, const char *name,
                     const struct hook *hook)
{
    const struct program_build *command = &hooks->command;
    char what[200];
    double took_s = (double)(clock_mono_ms() - command->began_ms) / 1000;
    char how[PROGRAM_BUILD_HOW_SIZE];

    command_output_end(&hooks->output, NULL);
    program_build_how(command, how);
    (void)snprintf(what, sizeof what, "the deploy %s (%.1f s)", how, took_s);
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
    AUTO(int, fd_close) output = -1;
    const struct function *fn = function_registry_find(
        hooks->dispatcher->registry, hook->function.name);

    if (!fn)
        return error_set(err, "the function is gone");
    if (!build_recipe_make(&recipe, fn, hook->deploy, err))
        return false;
    output =
        command_output_open(&hooks->output, hooks->loop, tell_line, hooks, err);
    const struct build_command command = {
        .words = recipe.words, .env = recipe.env, .output = output};
    if (output >= 0 && program_build_run(&hooks->command, &command, err))
        return true;
    command_output_close(&hooks->output);
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
    command_output_close(&hooks->output);
}
