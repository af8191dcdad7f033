#include "bootstrap/probe.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/config/manifest.h"
#include "bootstrap/launch/engines.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/launch/interpreter.h"
#include "bootstrap/policy/sandbox_features.h"
#include "bootstrap/policy/sandbox_policy.h"
#include "bootstrap/policy/sealed_program.h"
#include "bootstrap/worker/copy_trial.h"

/* Checks the program of the configured function. */
static void probe_program(struct sandbox_features *features)
{
    struct error err = ERROR_NONE;
    struct settings settings_now;
    AUTO(struct manifest_file, manifest_file_free) manifest = MANIFEST_FILE;
    struct handler handler;
    const char *type;

    features->has[FEATURE_SEALED] =
        settings_read(&settings_now, &manifest, &err) &&
        handler_find(&handler, &settings_now, &type, &err) &&
        sealed_program_is(
            &handler,
            features->has[FEATURE_UID] ? SANDBOX_FEATURES_UID_LEAST : 0, &err);
    if (!features->has[FEATURE_SEALED])
        sandbox_features_missing(features, FEATURE_SEALED, err.text);
}

static bool probe_features(struct buf *text)
{
    struct sandbox_features features;
    AUTO(struct namespaces, namespaces_close) namespaces = NAMESPACES;

    namespaces_open(&namespaces, true);
    sandbox_features_probe(&features, &namespaces);
    sandbox_features_probe_limits(&features);
    probe_program(&features);
    return sandbox_features_table(&features, text);
}

static bool try_handler(struct handler *h, const struct settings *s,
                        struct sandbox_policy *policy, struct error *err)
{
    struct environment environment = ENVIRONMENT;
    struct command_line line = COMMAND_LINE;
    const struct worker_config config = {.settings = s,
                                         .handler = h,
                                         .environment = &environment,
                                         .command_line = &line,
                                         .policy = policy};

    if (s->permissions.restricted)
        environment.names = &s->permissions.grant[PERMISSION_ENV];
    bool copied = command_line_make(&line, h, s, err) &&
                  environment_open(&environment, environ, h->engine,
                                   s->credentials, err) &&
                  copy_trial(&config, err);
    command_line_free(&line);
    environment_free(&environment);
    return copied;
}

static bool add_row(struct buf *text, const char *name, bool copied,
                    const char *meaning, const struct error *err)
{
    return buf_printf(text, "%-11s %-4s %s%s%s\n", name, copied ? "yes" : "no",
                      meaning, copied ? "" : ": ", copied ? "" : err->text);
}

/* With the settings that a function has which sets none. */
static bool probe_engine(struct buf *text, const struct engine *e,
                         const struct settings *now)
{
    struct error err = ERROR_NONE;
    struct handler h = {.bridged = true, .root = "/"};
    struct settings s = *now;
    struct sandbox_policy policy = {.wanted = false};
    char meaning[64];

    (void)snprintf(h.file, sizeof h.file, "/function.%s",
                   e->modules[0].extension);
    (void)snprintf(h.export, sizeof h.export, "handler");
    (void)snprintf(meaning, sizeof meaning, "processes of %s are copied",
                   e->name);
    s.interpreter = e->executable;
    s.handler = "function.handler";
    s.flags = "";
    s.rehearse = NULL;
    s.spare = SPARE_AUTO;
    s.preload = PRELOAD_INTERPRETER;
    s.isolation = ISOLATION_NORMAL;
    s.reuse = 1;
    s.permissions.restricted = false;
    bool copied = interpreter_find(h.interpreter, &h.engine, h.file, &s, &err);
    if (!copied)
        (void)error_set(&err, "%s is not in /opt/bin, /opt/nodejs/bin or PATH",
                        e->executable);
    copied = copied && bridge_find(h.bridge, h.file, &s, &err) &&
             bridge_for_engine(h.bridge, h.engine, &err) &&
             try_handler(&h, &s, &policy, &err);
    return add_row(text, e->name, copied, meaning, &err);
}

/* The module is not loaded: that is for the function to do. */
static bool probe_function(struct buf *text, const struct settings *now,
                           struct error *err)
{
    AUTO(struct namespaces, namespaces_close) namespaces = NAMESPACES;
    struct sandbox_policy policy = {.namespaces = &namespaces};
    struct settings s = *now;
    struct log log = LOG(-1);
    struct handler h;
    const char *type;

    log.min_level = LEVEL_FATAL;
    s.preload = PRELOAD_INTERPRETER;
    s.rehearse = NULL;
    bool copied = !*err->text && handler_find(&h, &s, &type, err) &&
                  sandbox_policy_read_interpreter(&h, &s, err);
    if (copied) {
        sandbox_policy_prepare(&namespaces, &s);
        copied = sandbox_policy_open(&policy, &s, &h, &log, err) &&
                 try_handler(&h, &s, &policy, err);
        sandbox_policy_close(&policy);
    }
    log_free(&log);
    return add_row(text, "copies", copied,
                   "processes of this function are copied", err);
}

static bool probe_copies(struct buf *text)
{
    struct error err = ERROR_NONE;
    AUTO(struct manifest_file, manifest_file_free) manifest = MANIFEST_FILE;
    struct settings now;
    bool ok = true;

    (void)!settings_read(&now, &manifest, &err);
    for (size_t i = 0; engines[i]; i++)
        ok = ok && probe_engine(text, engines[i], &now);
    return ok && probe_function(text, &now, &err);
}

bool probe_print(void)
{
    AUTO(struct buf, buf_free) text = BUF(64 * 1024);

    return probe_features(&text) && probe_copies(&text) &&
           fputs(text.data, stdout) != EOF;
}
