#include "host/cli/cli_serve.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/listen_address.h"
#include "host/cli/cli_util.h"
#include "host/cli/serve_env.h"
#include "host/cli/serve_options.h"
#include "host/cli/serve_template.h"
#include "host/functions/function_scan.h"
#include "host/groups/host_group.h"
#include "host/groups/runtime_group.h"
#include "host/http/http_server.h"
#include "host/page/page_place.h"
#include "host/server/server.h"
#include "host/urls/url_match.h"

static bool check_bootstraps(const struct function_registry *registry,
                             struct error *err)
{
    for (size_t i = 0; i < registry->count; i++)
        if (!registry->functions[i]->go_output &&
            !registry->functions[i]->manifest.build &&
            access(registry->functions[i]->bootstrap, X_OK) != 0)
            return error_set_errno(err,
                                   "cannot run %s, which runs the function %s",
                                   registry->functions[i]->bootstrap,
                                   registry->functions[i]->name);
    return true;
}

static bool scan(struct function_registry *registry, char *const folders[],
                 struct error *err)
{
    for (char *const *folder = folders; *folder; folder++)
        if (!function_scan(registry, *folder, err))
            return false;
    if (registry->problems.count > 0 && !function_registry_callable(registry) &&
        !serve_template_has_front(registry))
        return error_set(err, "%s", registry->problems.texts[0]);
    if (registry->count == 0 && *folders && !serve_template_has_front(registry))
        return serve_template_check(registry, err);
    return true;
}

/* Without any folder and store named, the current folder is served or, if it
 * has no function, the store of the user. */
static bool find_functions(struct function_registry *registry,
                           struct serve_options *o, struct error *err)
{
    static char dot[] = ".";
    static char *const here[] = {dot, NULL};
    bool none_named = !*o->folders && !o->data;
    char *const *folders = none_named ? here : o->folders;

    if (!scan(registry, folders, err))
        return false;
    if (serve_template_has_front(registry))
        return check_bootstraps(registry, err);
    if (registry->count == 0 && none_named && !o->variant &&
        cli_data_folder(o->default_data))
        o->data = o->default_data;
    if (registry->count == 0 && !o->data)
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
                      const char *base, bool needs_key)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        if (fn->config_error || fn->manifest.url == URL_OFF ||
            (needs_key && fn->manifest.url_auth != URL_AUTH_NONE))
            continue;
        (void)printf("Or by its URL:\n  curl %s" URL_PATH_BEGIN "%s/\n", base,
                     fn->name);
        return;
    }
}

/* Where it listens, which need not be where callers find it. */
static void print_first_line(const struct serve_options *o,
                             const struct function_registry *registry, int port)
{
    (void)printf("dayfly " DAYFLY_VERSION
                 " serves %zu function%s at %s://%s:%d\n",
                 registry->count, registry->count == 1 ? "" : "s",
                 o->access.tls_cert ? "https" : "http", o->address.host, port);
}

static void print_function(const struct function *fn)
{
    if (fn->config_error && fn->manifest.build)
        (void)printf("  %-20s is built first\n", fn->name);
    else if (fn->config_error)
        (void)printf("  %-20s cannot be called: the error is above\n",
                     fn->name);
    else
        cli_print("  %-20s %s, %u s, %u MB, %s", fn->name,
                  *fn->handler ? fn->handler : "function.handler",
                  fn->manifest.timeout_s, fn->manifest.memory_mb, fn->folder);
}

static void print_calls(const struct function *first,
                        const struct function_registry *registry,
                        const char *base, bool needs_key)
{
    (void)printf(
        "Invoke one:\n  curl %s-d '{}' %s/2015-03-31"
        "/functions/%s/invocations\n",
        needs_key ? "-H 'Authorization: Bearer ID.SECRET' " : "", base,
        first->name);
    print_url(registry, base, needs_key);
}

static void print_functions(const struct serve_options *o,
                            const struct function_registry *registry,
                            const struct service_context *service)
{
    const char *base = service->base;
    char page[PAGE_URL_SIZE];
    const struct function *first = function_registry_callable(registry);

    for (size_t i = 0; i < registry->count; i++)
        if (!registry->functions[i]->stored)
            print_function(registry->functions[i]);
    if (o->data) {
        cli_print("Functions that are made by the Lambda API are kept in %s",
                  o->data);
        (void)printf(
            "  aws lambda list-functions --endpoint-url "
            "%s\n",
            base);
    }
    serve_env_print(registry);
    if (registry->root_count > 0)
        serve_template_print(registry, base);
    if (*registry->skipped)
        cli_print("Skipped, because they are not functions: %s",
                  registry->skipped);
    if (first)
        print_calls(first, registry, base,
                    service->caller_check->keys.required);
    if (page_place_url(page, service, base))
        (void)printf("See them in a browser:\n  %s\n", page);
}

static struct call_log call_log_of(const struct serve_options *o)
{
    bool line = o->log ? !strcmp(o->log, "line") : isatty(STDERR_FILENO) == 1;

    return (struct call_log){
        .mode =
            o->quiet ? CALL_LOG_NONE : (line ? CALL_LOG_LINE : CALL_LOG_LAMBDA),
        .colours = cli_has_colours(STDERR_FILENO)};
}

static int run(const struct serve_options *o,
               struct function_registry *registry)
{
    const struct call_log call_log = call_log_of(o);
    struct server s;
    struct error err = ERROR_NONE;
    int status = EXIT_DONE;

    for (size_t i = 0; i < registry->problems.count; i++)
        (void)cli_failed("%s", registry->problems.texts[i]);
    if (server_open(&s, &o->address, registry, &call_log, o->data,
                    &o->log_limits, &o->access, &err)) {
        if (o->drain)
            s.drain_ms = strtol(o->drain, NULL, 10) * 1000;
        print_first_line(o, registry, s.listener.port);
        if (o->variant)
            o->variant->print(o->variant->self, s.service.base);
        else if (!o->quiet)
            print_functions(o, registry, &s.service);
        (void)fflush(stdout);
        server_run(&s);
    } else {
        status =
            cli_failed("cannot serve at %s: %s%s", o->listen, err.text,
                       strstr(err.text, "cannot listen")
                           ? "; choose another ADDR:PORT with --listen, or "
                             "bring the functions to the host that "
                             "serves there with `dayfly deploy`"
                           : "");
    }
    server_close(&s);
    return status;
}

static int serve(struct serve_options *o)
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
        !find_functions(&registry, o, &err) ||
        !serve_parameters_check(&o->parameters, &registry, &err) ||
        (variant && !variant->prepare(variant->self, &registry, &err)))
        return cli_failed("%s", err.text);
    host_group_enter();
    runtime_group_clear();
    int status = run(o, &registry);
    runtime_group_clear();
    host_group_end();
    return status;
}

static int serve_with(struct serve_options *o, char *const words[])
{
    int status = serve_options_read(o, words);

    if (status == EXIT_DONE)
        status = serve(o);
    env_list_clear(&o->env);
    return status;
}

int cli_serve(char *const words[])
{
    return cli_serve_as(words, NULL);
}

int cli_watch(char *const words[])
{
    struct serve_options o = {.log = "line"};

    return serve_with(&o, words);
}

int cli_serve_as(char *const words[], const struct serve_variant *variant)
{
    struct serve_options o = {.variant = variant};

    return serve_with(&o, words);
}
