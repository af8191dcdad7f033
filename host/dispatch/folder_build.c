#include "host/dispatch/folder_build.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/base/command_output.h"
#include "host/base/log_writer.h"
#include "host/build/build_command.h"
#include "host/build/build_sources.h"
#include "host/dispatch/deployment.h"
#include "host/runner/pool.h"

enum {
    TEXT_SIZE = 1024,
    TICK_MS = 10, /* at least one of the kernel's file clock */
    CLOCK_STEP_US = 1000000,
};

struct folder_build {
    char name[FUNCTION_NAME_MAX + 1];
    bool is_known;  /* `built` is */
    bool has_ended; /* it is not known yet of which sources it was */
    bool is_again;  /* the last one was run since files had changed meanwhile */
    bool has_failed;
    bool has_output;  /* after that */
    uint64_t built;   /* the sources of the last one, as it left them */
    uint64_t begun;   /* as it found them */
    int64_t begun_us; /* by clock_stamp_us() */
    int64_t took_ms;
    bool is_untold;               /* the log does not have that yet */
    struct command_output output; /* of the one that runs */
    char text[TEXT_SIZE];         /* why the last one has failed */
    size_t reason_size;           /* of that, without what it has printed */
    struct log_writer *log;       /* borrowed */
    struct folder_build *next;
};

static struct folder_build *find(const struct dispatcher *dispatcher,
                                 const char *name)
{
    struct folder_build *at = dispatcher->builds;

    while (at && strcmp(at->name, name) != 0)
        at = at->next;
    return at;
}

/* NULL: out of memory. */
static struct folder_build *find_or_add(struct dispatcher *dispatcher,
                                        const char *name)
{
    struct folder_build *build = find(dispatcher, name);

    if (build || !(build = mem_new(1, sizeof *build)))
        return build;
    (void)snprintf(build->name, sizeof build->name, "%s", name);
    build->log = dispatcher->context.log;
    build->next = dispatcher->builds;
    dispatcher->builds = build;
    return build;
}

static void tell_line(void *self, const char *line, size_t size)
{
    const struct folder_build *build = self;
    char from[FUNCTION_NAME_MAX + 16];

    (void)snprintf(from, sizeof from, "build of %s", build->name);
    log_writer_line(build->log, from, line, size);
}

static void set_failure(struct folder_build *build,
                        const struct program_build *program,
                        const char *printed)
{
    char how[PROGRAM_BUILD_HOW_SIZE];

    program_build_how(program, how);
    build->reason_size = strlen("the build ") + strlen(how);
    (void)snprintf(build->text, sizeof build->text, "the build %s%s%s", how,
                   *printed ? ":\n" : "", printed);
}

void folder_build_end(struct dispatcher *dispatcher)
{
    const struct program_build *program = &dispatcher->build;
    struct folder_build *build = dispatcher->builds;
    char printed[COMMAND_OUTPUT_TEXT_SIZE];

    while (build && !command_output_is_open(&build->output))
        build = build->next;
    if (!build)
        return;
    command_output_end(&build->output, printed);
    build->has_ended = true;
    build->has_failed = program->status != 0;
    build->took_ms = clock_mono_ms() - program->began_ms;
    if (build->has_failed)
        set_failure(build, program, printed);
}

/* The log has what it printed. */
static void log_failure(struct dispatcher *dispatcher,
                        const struct folder_build *build,
                        const struct deployment *dep)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "%.*s%s", (int)build->reason_size, build->text,
                   deployment_works(dep) ? "; what worked before goes on" : ""))
        deployment_log(dispatcher, dep->function, line.data);
}

/* Files that it found and that changed meanwhile are edits, which ask for
 * another build, unless the build itself changes them each time. */
static void take_result(struct dispatcher *dispatcher,
                        struct folder_build *build, struct deployment *dep,
                        struct deployment *current)
{
    struct build_sources now;

    build_sources_read(&now, current->function, build->begun_us);
    build->has_ended = false;
    build->is_again = now.kept != build->begun && !build->is_again;
    build->is_known = true;
    build->has_output = now.output_us > 0;
    build->built = build->is_again ? ~now.all : now.all;
    if (build->is_again)
        return;
    build->is_untold = !build->has_failed;
    if (!build->has_failed)
        return;
    log_failure(dispatcher, build, dep);
    /* What changed is the source alone. */
    pool_accept_code(current->pool);
}

static bool is_due(struct folder_build *build, const struct build_sources *now)
{
    if (build->is_known)
        return now->all != build->built;
    if (now->output_us == 0 || now->newest_us > now->output_us)
        return true;
    build->is_known = true;
    build->built = now->all;
    return false;
}

/* Another change within the same tick of the kernel's file clock could not be
 * told from this one. */
static bool is_too_early(const struct build_sources *now)
{
    int64_t age_us = clock_stamp_us() - now->changed_us;

    return age_us <= 0 && age_us > -CLOCK_STEP_US;
}

static bool run(struct dispatcher *dispatcher, struct folder_build *build,
                const struct function *fn, struct error *err)
{
    AUTO(struct build_recipe, build_recipe_clear) recipe;
    AUTO(int, fd_close) output = -1;

    build->begun_us = clock_stamp_us();
    if (!build_recipe_make(&recipe, fn, fn->manifest.build, err))
        return false;
    output = command_output_open(&build->output, dispatcher->context.loop,
                                 tell_line, build, err);
    const struct build_command command = {
        .words = recipe.words, .env = recipe.env, .output = output};
    return output >= 0 && program_build_run(&dispatcher->build, &command, err);
}

static void start(struct dispatcher *dispatcher, struct folder_build *build,
                  const struct function *fn, const struct build_sources *now)
{
    struct error err = ERROR_NONE;

    build->begun = now->all;
    if (run(dispatcher, build, fn, &err)) {
        if (now->output_us == 0 && !build->is_known)
            deployment_log(dispatcher, fn,
                           "the build runs; it has no output yet, so calls "
                           "wait for it");
        return;
    }
    command_output_close(&build->output);
    build->is_known = true;
    build->built = now->all;
    build->has_failed = true;
    (void)snprintf(build->text, sizeof build->text, "%s", err.text);
    deployment_log(dispatcher, fn, err.text);
}

/* True: it runs, or will, or one of another function has to end before. */
static bool begin(struct dispatcher *dispatcher, struct folder_build *build,
                  const struct function *fn)
{
    struct build_sources now;

    build_sources_read(&now, fn, 0);
    if (!is_due(build, &now))
        return false;
    if (is_too_early(&now)) {
        timer_set(dispatcher->context.loop, &dispatcher->debounce_timer,
                  TICK_MS);
        return true;
    }
    if (!program_build_is_running(&dispatcher->build))
        start(dispatcher, build, fn, &now);
    return program_build_is_running(&dispatcher->build);
}

bool folder_build_holds(struct dispatcher *dispatcher, struct deployment *dep,
                        struct deployment *current)
{
    const struct function *fn = current->function;
    struct folder_build *build =
        fn->manifest.build ? find_or_add(dispatcher, fn->name) : NULL;

    if (!build)
        return false;
    if (build->has_ended)
        take_result(dispatcher, build, dep, current);
    if (!command_output_is_open(&build->output) &&
        !begin(dispatcher, build, fn))
        return false;
    if (!dep->pool->paused)
        pool_set_paused(dep->pool, true);
    dep->changed_since_ms = clock_mono_ms();
    return true;
}

void folder_build_explain(const struct dispatcher *dispatcher,
                          struct function *fn)
{
    const struct folder_build *build = find(dispatcher, fn->name);

    if (build && build->has_failed && fn->manifest.build &&
        (fn->config_error || !build->has_output))
        function_set_config_error(fn, build->text);
}

int64_t folder_build_untold_ms(struct dispatcher *dispatcher, const char *name)
{
    struct folder_build *build = find(dispatcher, name);

    if (!build || !build->is_untold)
        return -1;
    build->is_untold = false;
    return build->took_ms;
}

void folder_builds_free(struct dispatcher *dispatcher)
{
    while (dispatcher->builds) {
        struct folder_build *build = dispatcher->builds;
        dispatcher->builds = build->next;
        command_output_close(&build->output);
        mem_free(build);
    }
}
