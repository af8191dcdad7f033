#include "host/cli/cli_serve.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/listen_address.h"
#include "host/cli/cli_util.h"
#include "host/cli/serve_env.h"
#include "host/cli/serve_template.h"
#include "host/functions/function_scan.h"
#include "host/http/http_server.h"
#include "host/server/server.h"
#include "host/urls/url_match.h"

struct options {
    struct listen_address address;
    const char *listen;
    const char *drain; /* seconds; NULL: the default */
    const char *log;   /* "lambda" or "line"; NULL: as the output is */
    const char *data;  /* the folder of the store; NULL: there is none */
    bool quiet;
    struct env_list env; /* for all functions */
    struct serve_parameters parameters;
    char *const *folders;                /* after the flags; NULL at the end */
    const struct serve_variant *variant; /* NULL: it is `serve` itself */
};

static bool is_drain(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && digits < 4 && text[digits] == '\0' &&
           strtol(text, NULL, 10) <= DRAIN_MAX_S;
}

static bool check_bootstraps(const struct function_registry *registry,
                             struct error *err)
{
    for (size_t i = 0; i < registry->count; i++)
        if (!registry->functions[i]->go_output &&
            access(registry->functions[i]->bootstrap, X_OK) != 0)
            return error_set_errno(err,
                                   "cannot run %s, which runs the function %s",
                                   registry->functions[i]->bootstrap,
                                   registry->functions[i]->name);
    return true;
}

static bool find_functions(struct function_registry *registry,
                           char *const folders[], const char *data,
                           struct error *err)
{
    static char dot[] = ".";
    static char *const here[] = {dot, NULL};

    if (!*folders && !data)
        folders = here;
    for (char *const *folder = folders; *folder; folder++)
        if (!function_scan(registry, *folder, err))
            return false;
    if (registry->problems.count > 0 && !function_registry_callable(registry))
        return error_set(err, "%s", registry->problems.texts[0]);
    if (registry->count == 0 && *folders &&
        !serve_template_check(registry, err))
        return false;
    if (registry->count == 0 && !data)
        return error_set(err,
                         "no function in %s%s%s: a function is a folder with "
                         "an index.mjs, index.js or index.ts, a "
                         "lambda_function.py, a dayfly.json that names the "
                         "handler, or an executable bootstrap",
                         *folders,
                         *registry->skipped ? ", nor in its subfolders " : "",
                         registry->skipped);
    return check_bootstraps(registry, err);
}

static void print_url(const struct function_registry *registry,
                      const char *host, int port)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        if (fn->config_error || fn->manifest.url == URL_OFF)
            continue;
        (void)printf("Or by its URL:\n  curl http://%s:%d" URL_PATH_BEGIN
                     "%s/\n",
                     host, port, fn->name);
        return;
    }
}

static void print_first_line(const struct function_registry *registry,
                             const char *host, int port)
{
    (void)printf("dayfly " DAYFLY_VERSION
                 " serves %zu function%s at "
                 "http://%s:%d\n",
                 registry->count, registry->count == 1 ? "" : "s", host, port);
}

static void print_functions(const struct function_registry *registry,
                            const char *host, int port)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        if (fn->config_error)
            (void)printf("  %-20s cannot be called: the error is above\n",
                         fn->name);
        else
            cli_print("  %-20s %s, %u s, %u MB, %s", fn->name,
                      *fn->handler ? fn->handler : "function.handler",
                      fn->manifest.timeout_s, fn->manifest.memory_mb,
                      fn->folder);
    }
    serve_env_print(registry);
    if (registry->count == 0)
        return;
    serve_template_print(registry, host, port);
    if (*registry->skipped)
        cli_print("Skipped, because they are not functions: %s",
                  registry->skipped);
    (void)printf(
        "Invoke one:\n  curl -d '{}' http://%s:%d/2015-03-31"
        "/functions/%s/invocations\n",
        host, port, function_registry_callable(registry)->name);
    print_url(registry, host, port);
}

static struct call_log call_log_of(const struct options *o)
{
    bool line = o->log ? !strcmp(o->log, "line") : isatty(STDERR_FILENO) == 1;

    return (struct call_log){
        .mode =
            o->quiet ? CALL_LOG_NONE : (line ? CALL_LOG_LINE : CALL_LOG_LAMBDA),
        .colours = cli_has_colours(STDERR_FILENO)};
}

static int run(const struct options *o, struct function_registry *registry)
{
    const struct call_log call_log = call_log_of(o);
    struct server s;
    struct error err = ERROR_NONE;
    int status = EXIT_DONE;

    for (size_t i = 0; i < registry->problems.count; i++)
        (void)cli_failed("%s", registry->problems.texts[i]);
    if (server_open(&s, &o->address, registry, &call_log, o->data, &err)) {
        if (o->drain)
            s.drain_ms = strtol(o->drain, NULL, 10) * 1000;
        print_first_line(registry, o->address.host, s.listener.port);
        if (o->variant)
            o->variant->print(o->variant->self, o->address.host,
                              s.listener.port);
        else if (!o->quiet)
            print_functions(registry, o->address.host, s.listener.port);
        (void)fflush(stdout);
        server_run(&s);
    } else {
        status = cli_failed("cannot serve at %s: %s%s", o->listen, err.text,
                            strstr(err.text, "cannot listen")
                                ? "; choose another ADDR:PORT with --listen"
                                : "");
    }
    server_close(&s);
    return status;
}

static int serve(struct options *o)
{
    const struct serve_variant *variant = o->variant;
    char bootstrap[PATH_MAX];
    const struct cfn_setting setting = {.region = server_region(),
                                        .parameters = o->parameters.list};
    AUTO(struct function_registry, function_registry_clear)
    registry = {.setup = {.bootstrap = bootstrap,
                          .given_env = &o->env,
                          .debug = variant ? variant->debug : NULL},
                .setting = &setting};
    struct error err = ERROR_NONE;

    if (!http_server_check_library(&err) || !serve_env_check(&err) ||
        !own_bootstrap(bootstrap, &err) ||
        !find_functions(&registry, o->folders, o->data, &err) ||
        !serve_parameters_check(&o->parameters, &registry, &err) ||
        (variant && !variant->prepare(variant->self, &registry, &err)))
        return cli_failed("%s", err.text);
    return run(o, &registry);
}

/* For flags that may be given several times. As flag_value(). */
static int take_env(struct options *o, char *const words[], int *at)
{
    const char *variable = NULL;
    const char *file = NULL;
    const char *parameter = NULL;
    struct error err = ERROR_NONE;
    int found = flag_value(words, at, "--env", &variable);

    if (found == 0)
        found = flag_value(words, at, "--env-file", &file);
    if (found == 0)
        found = flag_value(words, at, "--parameter-overrides", &parameter);
    if ((variable && !serve_env_add(&o->env, variable, &err)) ||
        (file && !serve_env_add_file(&o->env, file, &err)) ||
        (parameter && !serve_parameters_add(&o->parameters, parameter, &err))) {
        const char *flag = parameter ? "--parameter-overrides: " : "";
        (void)usage_error("%s%s", variable ? "--env: " : flag, err.text);
        return -1;
    }
    return found;
}

static int take_flag(struct options *o, char *const words[], int *at)
{
    int found = flag_value(words, at, "--listen", &o->listen);

    if (found == 0)
        found = flag_value(words, at, "--drain", &o->drain);
    if (found == 0)
        found = flag_value(words, at, "--log", &o->log);
    if (found == 0)
        found = flag_value(words, at, "--data", &o->data);
    if (found == 0 && !strcmp(words[*at], "--quiet")) {
        o->quiet = true;
        return 1;
    }
    if (found == 0)
        found = take_env(o, words, at);
    if (found == 0 && words[*at][0] == '-') {
        (void)usage_error("serve has no flag %s", words[*at]);
        return -1;
    }
    return found;
}

/* EXIT_DONE, or the exit status. */
static int take_words(struct options *o, char *const words[], char *folders[],
                      size_t most)
{
    size_t count = 0;
    bool flags = true;

    for (int i = 0; words[i]; i++) {
        if (flags && !strcmp(words[i], "--")) {
            flags = false;
            continue;
        }
        int found = flags ? take_flag(o, words, &i) : 0;
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0 && count == most)
            return usage_error("serve takes at most %zu folders", most);
        if (found == 0 && !*words[i])
            return usage_error(
                "the name of a folder is empty; write . for "
                "the current one");
        if (found == 0)
            folders[count++] = words[i];
    }
    return EXIT_DONE;
}

static int check_options(struct options *o)
{
    struct error err = ERROR_NONE;

    if (!o->listen)
        o->listen = "127.0.0.1:9000";
    if (o->drain && !is_drain(o->drain))
        return usage_error(
            "--drain is %s; it must be a whole number of seconds "
            "from 0 to %d",
            o->drain, DRAIN_MAX_S);
    if (o->log && strcmp(o->log, "line") != 0 && strcmp(o->log, "lambda") != 0)
        return usage_error("--log is \"%s\"; it must be line or lambda",
                           o->log);
    if (o->log && o->quiet)
        return usage_error("--log and --quiet cannot be used together");
    if (!listen_address_parse(&o->address, o->listen, &err))
        return usage_error("%s", err.text);
    return EXIT_DONE;
}

int cli_serve(char *const words[])
{
    return cli_serve_as(words, NULL);
}

int cli_serve_as(char *const words[], const struct serve_variant *variant)
{
    char *folders[256] = {NULL};
    struct options o = {.folders = folders, .variant = variant};
    int status = take_words(&o, words, folders, COUNT(folders) - 1);

    if (status == EXIT_DONE)
        status = check_options(&o);
    if (status == EXIT_DONE)
        status = serve(&o);
    env_list_clear(&o.env);
    return status;
}
