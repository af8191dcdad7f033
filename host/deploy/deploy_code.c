#include "host/deploy/deploy_code.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_log.h"
#include "host/deploy/deploy_settings.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deployed.h"
#include "host/deploy/function_calls.h"
#include "host/deploy/function_state.h"

/* A host has no roles, but the API wants one. */
#define HOST_ROLE "arn:aws:iam::000000000000:role/dayfly"

enum { KILO = 1000, SIZE_TEXT_SIZE = 80 };

bool deploy_code_find(struct deployed *one, const struct deploy *d,
                      struct error *err)
{
    switch (function_calls_get(&one->found, d, CALLS_2015, one->name,
                               "/configuration", err)) {
    case API_DONE:
        return true;
    case API_ABSENT:
        *err = (struct error)ERROR_NONE;
        return true;
    case API_FAILED:
    default:
        return false;
    }
}

static bool check_role(const struct deployed *one, const struct deploy *d,
                       struct error *err)
{
    if (d->target.is_aws && !d->role && !json_object_get(one->settings, "Role"))
        return error_set(err,
                         "it is new in %s, so it needs a role: name one that "
                         "Lambda may take with --role, such as "
                         "arn:aws:iam::123456789012:role/lambda-basic",
                         d->target.region);
    return true;
}

/* What it has printed is mostly why. */
static bool check_start(const struct deployed *one, const struct deploy *d,
                        int64_t began_ms, struct error *err)
{
    if (function_state_check(one->found, err))
        return true;
    deploy_log_show(d, one->name, began_ms - DEPLOY_CLOCKS_MS);
    return false;
}

static const char *size_of(const struct deployed *one,
                           char text[SIZE_TEXT_SIZE])
{
    long long kilobytes = (long long)one->zip.size / KILO + 1;

    if (one->zip.files == 0)
        (void)snprintf(text, SIZE_TEXT_SIZE, "%lld KB", kilobytes);
    else
        (void)snprintf(text, SIZE_TEXT_SIZE, "%zu file%s, zipped %lld KB",
                       one->zip.files, one->zip.files == 1 ? "" : "s",
                       kilobytes);
    return text;
}

/* A host has one version of each interpreter, whichever the runtime names. */
static const char *runner_of(const struct deployed *one, const struct deploy *d)
{
    const char *runtime = api_json_text(one->settings, "Runtime");

    if (!d->target.is_aws && !strncmp(runtime, "python", strlen("python")))
        return "python3 of the host";
    if (!d->target.is_aws && !strncmp(runtime, "nodejs", strlen("nodejs")))
        return "node of the host";
    return runtime;
}

static bool create(struct deployed *one, struct deploy *d, struct error *err)
{
    char size[SIZE_TEXT_SIZE];
    int64_t began = clock_wall_ms();

    if (!check_role(one, d, err))
        return false;
    one->is_changed = true;
    if (!deploy_step(d, one->name,
                     "create the function from %s: %s, %s, %lld s, %lld MB; "
                     "%s",
                     one->folder, runner_of(one, d),
                     api_json_text(one->settings, "Handler"),
                     api_json_number(one->settings, "Timeout"),
                     api_json_number(one->settings, "MemorySize"),
                     size_of(one, size)))
        return true;
    json_t *body = deploy_settings_of(one, d);
    if (body) {
        (void)json_object_set_new(body, "FunctionName", json_string(one->name));
        (void)json_object_set_new(body, "Architectures",
                                  json_pack("[s]", one->arch));
        if (!json_object_get(body, "Role"))
            (void)json_object_set_new(body, "Role", json_string(HOST_ROLE));
    }
    return function_calls_send_zip(&one->found, d, "POST",
                                   CALLS_2015 "/functions", body, "Code",
                                   &one->zip, err) &&
           function_state_wait(&one->found, d, one->name, err) &&
           check_start(one, d, began, err);
}

/* The host shows functions of folders as well, and changes none. */
static bool explain(const struct deploy *d, struct error *err)
{
    if (!d->target.is_aws && !strncmp(err->text, "ResourceNotFoundException",
                                      strlen("ResourceNotFoundException")))
        return error_set(err,
                         "the host serves a function of this name from a "
                         "folder: change it there, or give this one another "
                         "name");
    return false;
}

/* It is set with the code. */
static const char *arch_of(const json_t *configuration)
{
    const char *arch = json_string_value(
        json_array_get(json_object_get(configuration, "Architectures"), 0));

    return arch ? arch : "x86_64";
}

static bool update_code(struct deployed *one, struct deploy *d,
                        struct error *err)
{
    struct error ignored = ERROR_NONE;
    AUTO(struct buf, buf_free) path = BUF(256);
    char size[SIZE_TEXT_SIZE];
    json_t *answer;

    const char *arch = arch_of(one->found);
    bool is_other = strcmp(arch, one->arch) != 0;
    /* Code that did not start may do so now. */
    if (!is_other &&
        !strcmp(api_json_text(one->found, "CodeSha256"), one->zip.sha256) &&
        function_state_check(one->found, &ignored))
        return true;
    one->is_changed = true;
    if (!deploy_step(d, one->name, "update the code from %s: %s%s%s%s%s",
                     one->folder, size_of(one, size), is_other ? ", for " : "",
                     is_other ? one->arch : "", is_other ? " after " : "",
                     is_other ? arch : ""))
        return true;
    if (!buf_printf(&path, CALLS_2015 "/functions/%s/code", one->name))
        return error_set(err, "out of memory");
    bool ok = function_calls_send_zip(
                  &answer, d, "PUT", path.data,
                  json_pack("{s:[s]}", "Architectures", one->arch), NULL,
                  &one->zip, err) &&
              function_state_wait(&one->found, d, one->name, err);
    json_decref(answer);
    return ok || explain(d, err);
}

static bool update_settings(struct deployed *one, struct deploy *d,
                            struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(1500);
    json_t *settings = deploy_settings_of(one, d);
    json_t *answer = NULL;
    bool ok = true;

    if (!settings)
        return error_set(err, "out of memory");
    deploy_settings_keep_different(settings, one->found);
    if (json_object_size(settings) > 0) {
        one->is_changed = true;
        deploy_settings_add_text(&text, settings);
        if (deploy_step(d, one->name, "set %s", text.data))
            ok = function_calls_send(&answer, d, "PUT", CALLS_2015, one->name,
                                     "/configuration", json_incref(settings),
                                     err) &&
                 function_state_wait(&one->found, d, one->name, err);
    }
    json_decref(answer);
    json_decref(settings);
    return ok;
}

/* New code may need the new settings, so only what comes out in the end is
 * judged. */
static bool update(struct deployed *one, struct deploy *d, struct error *err)
{
    int64_t began = clock_wall_ms();

    return update_code(one, d, err) && update_settings(one, d, err) &&
           (d->is_dry || check_start(one, d, began, err));
}

bool deploy_code_send(struct deployed *one, struct deploy *d, struct error *err)
{
    return (one->found ? update(one, d, err) : create(one, d, err)) ||
           error_prefix(err, "%s", one->name);
}
