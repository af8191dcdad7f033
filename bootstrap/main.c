#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/config/exec_wrapper.h"
#include "bootstrap/options.h"
#include "bootstrap/os/self_check.h"
#include "bootstrap/os/self_init.h"
#include "bootstrap/policy/name_servers.h"
#include "bootstrap/policy/sandbox_policy.h"
#include "bootstrap/response/response_builder.h"
#include "bootstrap/runtime_api/runtime_api_source.h"
#include "bootstrap/runtime_api/stdin_source.h"
#include "bootstrap/runtime_loop.h"
#include "bootstrap/worker/supervisor.h"
#include "common/fd.h"

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2, LOG_FLUSH_MS = 200 };

static bool open_source(struct event_source *source, struct stdin_source *once,
                        const struct options *o, const struct settings *s,
                        struct log *log, struct error *err)
{
    if (o->once) {
        stdin_source_open(once, STDIN_FILENO, STDOUT_FILENO, s->timeout_ms,
                          s->once_headers, source);
        return true;
    }
    if (!s->api || !*s->api) {
        (void)error_set(err,
                        "AWS_LAMBDA_RUNTIME_API is not set: this is the "
                        "bootstrap of a Lambda function; try "
                        "`bootstrap --once` or `bootstrap --help`");
        return false;
    }
    (void)unsetenv("DAYFLY_CHANNEL");
    (void)unsetenv("DAYFLY_OWN_USER");
    (void)unsetenv("DAYFLY_LIMIT_MEMORY");
    return runtime_api_source_open(source, s->api, s->channel,
                                   s->start_type &&
                                       !strcmp(s->start_type, "snap-start"),
                                   s->peak == TOGGLE_ON, log, err);
}

/* Reports an init error to the platform, and through it to the caller. The
 * first runtime reports it for all, before they are started. */
static int fail_init(struct runtime_loop *loop, const char *type,
                     const struct error *err)
{
    struct event_source *source = loop->source;
    struct log *log = loop->log;
    struct response resp = RESPONSE;
    struct error lost = ERROR_NONE;
    bool open = scoreboard_is_started(&loop->slot);

    if (open || slot_is_first(&loop->slot))
        log_printf(log, LEVEL_FATAL, "dayfly: %s: %s", type, err->text);
    if (open || !slot_is_first(&loop->slot))
        return EXIT_BAD;
    response_clear(&resp);
    response_set_error(&resp, type, err->text);
    self_allow_signals();
    if (!source->send_init_error(source->self, &resp, &lost))
        log_printf(log, LEVEL_FATAL, "dayfly: cannot report the init error: %s",
                   lost.text);
    response_free(&resp);
    return EXIT_BAD;
}

static int cpus(void)
{
    cpu_set_t ours;

    return sched_getaffinity(0, sizeof ours, &ours) == 0 ? CPU_COUNT(&ours) : 1;
}

static int serve(struct runtime_loop *loop, struct log *log,
                 const struct stdin_source *source)
{
    struct error err = ERROR_NONE;
    int status = EXIT_GOOD;

    runtime_loop_init(loop);
    log->min_level = loop->config.settings->log_min_level;
    if (!runtime_loop_run(loop, &err)) {
        log_attribute(log, NULL, NULL);
        log_printf(log, LEVEL_FATAL, "dayfly: exiting: %s", err.text);
        status = EXIT_BAD;
        if (loop->slot.board && !self_state_check(&loop->self_state, &err))
            status = SUPERVISOR_EXIT_ALL;
    }
    if (loop->signo)
        status = 128 + loop->signo;
    else if (source->failed)
        status = EXIT_BAD;
    runtime_loop_free(loop);
    return status;
}

/* All runtimes find the same problems when they start: the first one logs them.
 * serve() ends this. */
static void limit_log(const struct runtime_loop *loop)
{
    bool logs =
        slot_is_first(&loop->slot) && !scoreboard_is_started(&loop->slot);

    if (!logs && loop->log->min_level < LEVEL_ERROR)
        loop->log->min_level = LEVEL_ERROR;
}

/* Finds what is wrong with the function before the first event is requested. */
static int start(struct runtime_loop *loop, const struct settings *s,
                 const struct namespaces *namespaces,
                 const struct stdin_source *source,
                 const struct error *bad_settings)
{
    struct handler handler;
    struct environment environment = ENVIRONMENT;
    struct command_line line = COMMAND_LINE;
    struct scratch_root root = SCRATCH_ROOT;
    struct sandbox_policy policy = {.namespaces = namespaces};
    struct error err = *bad_settings;
    const char *type = "Runtime.InvalidTaskConfig";

    limit_log(loop);
    bool ok = !*err.text && handler_find(&handler, s, &type, &err);
    type = ok ? "Runtime.InvalidTaskConfig" : type;
    ok = ok && capsule_begin(s, &err) &&
         sandbox_policy_read_interpreter(&handler, s, &err);
    ok = ok && command_line_make(&line, &handler, s, &err);
    root.max_bytes = s->limits.value[LIMIT_SCRATCH] * 1024 * 1024;
    environment.scratch = ok && s->scratch == SCRATCH_USED &&
                          scratch_root_begin(&root, s->tmpdir, loop->log);
    ok =
        ok &&
        (environment.scratch || !root.max_bytes ||
         manifest_file_error(s->manifest, "limits", &err,
                             "\"limits\": \"scratch\" needs a private folder, "
                             "and there is none (see DAYFLY_SCRATCH, TMPDIR)"));
    if (s->permissions.restricted)
        environment.names = &s->permissions.grant[PERMISSION_ENV];
    environment.names_by_tcp = name_servers_by_tcp(&s->permissions);
    ok = ok && environment_open(&environment, environ, handler.engine,
                                s->credentials, &err);
    ok = ok && sandbox_policy_open(&policy, s, &handler, loop->log, &err);
    loop->config = (struct worker_config){.settings = s,
                                          .handler = &handler,
                                          .environment = &environment,
                                          .command_line = &line,
                                          .scratch = &root,
                                          .policy = &policy};
    loop->capsule.settings = s;
    loop->capsule.handler = &handler;
    loop->capsule.environment = environ;
    if (ok)
        loop->spare_policy = spare_policy_from(s, &handler, cpus());
    /* A sandbox that runs several events at once is not frozen between them. */
    loop->spare_policy.frozen = loop->spare_policy.frozen &&
                                (!loop->slot.board || s->freeze == FREEZE_ON);
    int status =
        ok ? serve(loop, loop->log, source) : fail_init(loop, type, &err);
    sandbox_policy_close(&policy);
    command_line_free(&line);
    environment_free(&environment);
    scratch_root_close(&root);
    /* These pointers are to locals of this function. */
    loop->config = (struct worker_config){0};
    loop->capsule.handler = NULL;
    return status;
}

/* The text must be the number of an open descriptor above 2. */
static bool telemetry_from(const char *text, int *fd)
{
    size_t digits = strspn(text, "0123456789");

    *fd = digits > 0 && digits < 6 && text[digits] == '\0'
              ? (int)strtol(text, NULL, 10)
              : -1;
    return *fd > STDERR_FILENO && fcntl(*fd, F_SETFD, FD_CLOEXEC) == 0;
}

static void log_open(struct log *log, const struct settings *s)
{
    int telemetry;

    log->form.json = s->log_json;
    log->form.for_people = isatty(STDERR_FILENO);
    log->form.many = s->concurrency > 1;
    log->min_level = s->log_min_level;
    if (!s->telemetry)
        return;
    if (telemetry_from(s->telemetry, &telemetry))
        log_frame(log, telemetry);
    else
        log_printf(
            log, LEVEL_WARN,
            "dayfly: _LAMBDA_TELEMETRY_LOG_FD is \"%s\", which is not an "
            "open descriptor; the log goes to stderr",
            s->telemetry);
}

/* One runtime from start to end. */
static int run_runtime(const struct options *o, const struct settings *s,
                       const struct namespaces *namespaces, struct log *log,
                       struct scoreboard_slot slot,
                       const struct error *bad_settings)
{
    struct error err = ERROR_NONE;
    struct event_source source = {0};
    struct stdin_source once = {0};
    AUTO(int, fd_close) signals = -1;

    if (!self_init(&signals, WAKE_SIGNAL, &err) ||
        !open_source(&source, &once, o, s, log, &err)) {
        log_printf(log, LEVEL_FATAL, "dayfly: %s", err.text);
        return EXIT_BAD;
    }
    struct runtime_loop loop = {
        .source = &source, .log = log, .slot = slot, .signals = signals};
    int status = start(&loop, s, namespaces, &once, bad_settings);
    source.close(source.self);
    return status;
}

/* Starts the runtime processes if several events may run at once. True: this
 * process is a runtime, with its slot. False: it was the supervisor. */
static bool start_runtimes(const struct options *o, const struct settings *s,
                           struct log *log, struct scoreboard_slot *slot,
                           int *status, struct error *bad_settings)
{
    struct supervisor_config config = {
        .concurrency = (size_t)s->concurrency,
        .spares = (size_t)(s->spares_max > 0 ? s->spares_max : cpus())};

    *slot = (struct scoreboard_slot){0};
    if (config.spares > SPARES_MAX)
        config.spares = SPARES_MAX;
    return config.concurrency < 2 || o->once || !s->api ||
           *bad_settings->text ||
           supervisor_run(&config, log, slot, status, bad_settings) !=
               SUPERVISOR_DONE;
}

static int run(const struct options *o)
{
    struct log log = LOG(STDERR_FILENO);
    struct error bad_settings = ERROR_NONE;
    struct settings settings;
    AUTO(struct manifest_file, manifest_file_free) manifest = MANIFEST_FILE;
    AUTO(struct namespaces, namespaces_close) namespaces = NAMESPACES;
    struct scoreboard_slot slot;
    int status = EXIT_BAD;

    /* A bad setting is reported to the platform, so the start goes on. */
    (void)!settings_read(&settings, &manifest, &bad_settings);
    log_open(&log, &settings);
    if (settings.wrapper && !o->once && !*bad_settings.text)
        (void)!exec_wrapper_run(settings.wrapper, o->argv, &bad_settings);
    if (settings.channel)
        self_end_with_parent();
    if (o->handler)
        settings.handler = o->handler;
    if (o->once)
        settings.spare = SPARE_OFF;
    sandbox_policy_prepare(&namespaces, &settings);
    if (start_runtimes(o, &settings, &log, &slot, &status, &bad_settings))
        status =
            run_runtime(o, &settings, &namespaces, &log, slot, &bad_settings);
    scoreboard_free(slot.board);
    log_flush(&log, LOG_FLUSH_MS);
    log_free(&log);
    return status;
}

int main(int argc, char **argv)
{
    struct error err = ERROR_NONE;
    struct options o;

    if (!options_read(&o, argc, argv, &err)) {
        (void)fprintf(stderr,
                      "bootstrap: %s\n"
                      "bootstrap: see `bootstrap --help`\n",
                      err.text);
        return EXIT_USAGE;
    }
    if (o.print_and_exit)
        return o.print_and_exit() ? EXIT_GOOD : EXIT_BAD;
    return run(&o);
}
