#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "bootstrap/policy/sandbox_policy.h"
#include "bootstrap/runtime_loop.h"
#include "bootstrap/worker/supervisor.h"
#include "bootstrap/options.h"
#include "bootstrap/response/response_builder.h"
#include "bootstrap/os/self_init.h"
#include "bootstrap/runtime_api/runtime_api_source.h"
#include "bootstrap/runtime_api/stdin_source.h"
#include "bootstrap/os/self_check.h"
#include "bootstrap/config/exec_wrapper.h"

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2, LAST_WORDS_MS = 200 };

static bool open_source(struct event_source *source, struct stdin_source *once,
                        const struct options *o, const struct settings *s,
                        struct log *log, struct error *f)
{
    if (o->once) {
        stdin_source_open(once, STDIN_FILENO, STDOUT_FILENO, s->timeout_ms,
                          s->once_headers, source);
        return true;
    }
    if (!s->api || !*s->api) {
        (void)error_set(f,
                        "AWS_LAMBDA_RUNTIME_API is not set: this is the "
                        "bootstrap of a Lambda function; try "
                        "`bootstrap --once` or `bootstrap --help`");
        return false;
    }
    return runtime_api_source_open(
        source, s->api, s->start_type && !strcmp(s->start_type, "snap-start"),
        s->peak == TOGGLE_ON, log, f);
}

/* The platform is told before we leave, so that the caller is: by the first
 * lane for all of them, as long as there was no event. */
static int fail_birth(struct runtime_loop *l, const char *type,
                      const struct error *why)
{
    struct event_source *source = l->source;
    struct log *log = l->log;
    struct response a = RESPONSE;
    struct error lost = ERROR_NONE;
    bool open = scoreboard_is_started(&l->seat);

    if (open || slot_is_first(&l->seat))
        log_printf(log, LEVEL_FATAL, "dayfly: %s: %s", type, why->text);
    if (open || !slot_is_first(&l->seat))
        return EXIT_BAD;
    response_clear(&a);
    response_set_error(&a, type, why->text);
    self_allow_signals();
    if (!source->birth_failed(source->self, &a, &lost))
        log_printf(log, LEVEL_FATAL, "dayfly: and that cannot be told: %s",
                   lost.text);
    response_free(&a);
    return EXIT_BAD;
}

static int cpus(void)
{
    cpu_set_t ours;

    return sched_getaffinity(0, sizeof ours, &ours) == 0 ? CPU_COUNT(&ours) : 1;
}

static int serve(struct runtime_loop *l, struct log *log,
                 const struct stdin_source *once)
{
    struct error why = ERROR_NONE;
    int status = EXIT_GOOD;

    runtime_loop_init(l);
    if (!runtime_loop_run(l, &why)) {
        log_attribute(log, NULL, NULL);
        log_printf(log, LEVEL_FATAL, "dayfly: leaving: %s", why.text);
        status = EXIT_BAD;
        if (l->seat.budget && !self_state_check(&l->tamper, &why))
            status = SUPERVISOR_EXIT_ALL;
    }
    if (l->signo)
        status = 128 + l->signo;
    else if (once->failed)
        status = EXIT_BAD;
    runtime_loop_free(l);
    return status;
}

/* Of what each lane finds at its birth the first tells for all. */
static void hush(const struct runtime_loop *l)
{
    bool tells = slot_is_first(&l->seat) && !scoreboard_is_started(&l->seat);

    if (!tells && l->log->least < LEVEL_ERROR)
        l->log->least = LEVEL_ERROR;
}

/* What can be wrong with the function is found here, before the first event. */
static int birth(struct runtime_loop *l, const struct settings *s,
                 const struct namespaces *spaces,
                 const struct stdin_source *once,
                 const struct error *bad_settings)
{
    struct handler handler;
    struct environment environment = ENVIRONMENT;
    struct command_line command = COMMAND_LINE;
    struct scratch_root scratch = SCRATCH_ROOT;
    struct sandbox_policy confine = {.spaces = spaces};
    struct error why = *bad_settings;
    const char *type = "Runtime.InvalidTaskConfig";

    hush(l);
    bool ok = !*why.text && handler_find(&handler, s, &type, &why);
    type = ok ? "Runtime.InvalidTaskConfig" : type;
    ok = ok && capsule_begin(s, &why) &&
         sandbox_policy_read_interpreter(&handler, s, &why);
    ok = ok && command_line_make(&command, &handler, s, &why);
    scratch.most_bytes = s->limits.of[LIMIT_SCRATCH] * 1024 * 1024;
    environment.scratch = ok && s->scratch == SCRATCH_USED &&
                          scratch_root_begin(&scratch, s->tmpdir, l->log);
    ok = ok && (environment.scratch || !scratch.most_bytes ||
                error_set(&why,
                          "%s: \"limits\": \"scratch\" needs a private folder, "
                          "and there is none (DAYFLY_SCRATCH, TMPDIR)",
                          s->manifest));
    if (s->permissions.held)
        environment.names = &s->permissions.of[PERMISSION_ENV];
    ok = ok && environment_open(&environment, environ,
                                handler.bridged ? &handler.engine : NULL,
                                s->credentials, &why);
    ok = ok && sandbox_policy_open(&confine, s, &handler, l->log, &why);
    l->kind = (struct worker_config){.settings = s,
                                     .handler = &handler,
                                     .environment = &environment,
                                     .command = &command,
                                     .scratch = &scratch,
                                     .confine = &confine};
    l->capsule.settings = s;
    l->capsule.handler = &handler;
    l->capsule.environment = environ;
    l->plan = spare_policy_from(s, &handler, cpus());
    /* Where several events run at once, nothing is frozen between them. */
    l->plan.frozen =
        l->plan.frozen && (!l->seat.budget || s->freeze == FREEZE_ON);
    l->log->least = s->log_least;
    int status = ok ? serve(l, l->log, once) : fail_birth(l, type, &why);
    sandbox_policy_close(&confine);
    command_line_free(&command);
    environment_free(&environment);
    scratch_root_close(&scratch);
    /* What these point at goes with us. */
    l->kind = (struct worker_config){0};
    l->capsule.handler = NULL;
    return status;
}

/* The number must be that of a descriptor we did not open ourselves. */
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
    log->form.breaks = isatty(STDERR_FILENO);
    log->least = s->log_least;
    if (!s->telemetry)
        return;
    if (telemetry_from(s->telemetry, &telemetry))
        log_frame(log, telemetry);
    else
        log_printf(
            log, LEVEL_WARN,
            "dayfly: _LAMBDA_TELEMETRY_LOG_FD is \"%s\", which is no open "
            "descriptor; the log goes to stderr",
            s->telemetry);
}

/* One lane's whole life, or that of the only one. */
static int live(const struct options *o, const struct settings *s,
                const struct namespaces *spaces, struct log *log,
                struct scoreboard_slot seat, const struct error *bad_settings)
{
    struct error why = ERROR_NONE;
    struct event_source source = {0};
    struct stdin_source once = {0};
    AUTO(int, fd_close) signals = -1;

    if (!self_init(&signals, WAKE_SIGNAL, &why) ||
        !open_source(&source, &once, o, s, log, &why)) {
        log_printf(log, LEVEL_FATAL, "dayfly: %s", why.text);
        return EXIT_BAD;
    }
    struct runtime_loop lane = {
        .source = &source, .log = log, .seat = seat, .signals = signals};
    int status = birth(&lane, s, spaces, &once, bad_settings);
    source.close(source.self);
    return status;
}

/* True: here is a lane to be lived, with its seat; or that of all, when there
 * is but one. */
static bool split(const struct options *o, const struct settings *s,
                  struct log *log, struct scoreboard_slot *seat, int *status,
                  struct error *bad_settings)
{
    struct supervisor_config plan = {
        .lanes = (size_t)s->lanes,
        .tokens = (size_t)(s->spares > 0 ? s->spares : cpus())};

    *seat = (struct scoreboard_slot){0};
    if (plan.tokens > SPARES_MAX)
        plan.tokens = SPARES_MAX;
    return plan.lanes < 2 || o->once || !s->api || *bad_settings->text ||
           supervisor_run(&plan, log, seat, status, bad_settings) !=
               SUPERVISOR_DONE;
}

static int run(const struct options *o)
{
    struct log log = LOG(STDERR_FILENO);
    struct error bad_settings = ERROR_NONE;
    struct settings settings;
    AUTO(struct manifest, manifest_free) manifest = MANIFEST;
    AUTO(struct namespaces, namespaces_close) spaces = NAMESPACES;
    struct scoreboard_slot seat;
    int status = EXIT_BAD;

    /* Even with a bad setting, the platform must be told which. */
    (void)!settings_read(&settings, &manifest, &bad_settings);
    log_open(&log, &settings);
    if (settings.wrapper && !o->once && !*bad_settings.text)
        (void)!exec_wrapper_run(settings.wrapper, o->argv, &bad_settings);
    if (o->handler)
        settings.handler = o->handler;
    if (o->once)
        settings.spare = SPARE_OFF;
    sandbox_policy_prepare(&spaces, &settings);
    if (split(o, &settings, &log, &seat, &status, &bad_settings))
        status = live(o, &settings, &spaces, &log, seat, &bad_settings);
    scoreboard_free(seat.budget);
    log_flush(&log, LAST_WORDS_MS);
    log_free(&log);
    return status;
}

int main(int argc, char **argv)
{
    struct error why = ERROR_NONE;
    struct options o;

    if (!options_read(&o, argc, argv, &why)) {
        (void)fprintf(stderr,
                      "bootstrap: %s\n"
                      "bootstrap: `bootstrap --help` tells what there is\n",
                      why.text);
        return EXIT_USAGE;
    }
    if (o.asks)
        return o.asks() ? EXIT_GOOD : EXIT_BAD;
    return run(&o);
}
