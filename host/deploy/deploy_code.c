#include "host/deploy/deploy_code.h"

#include <string.h>

#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deployed.h"
#include "host/deploy/function_calls.h"
#include "host/deploy/function_state.h"
#include "host/functions/function.h"

/* A host has no roles, but the API wants one. */
#define HOST_ROLE "arn:aws:iam::000000000000:role/dayfly"

enum { KILO = 1000 };

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

/* The members of the configuration that the folder decides. */
static json_t *settings_of(const struct deployed *one, const struct deploy *d)
{
    json_t *made = json_pack(
        "{s:s,s:s,s:I,s:I,s:O?}", "Handler", one->handler, "Runtime",
        one->runtime, "Timeout", (json_int_t)one->fn->manifest.timeout_s,
        "MemorySize", (json_int_t)one->fn->manifest.memory_mb, "Layers",
        one->layers);

    if (made && !one->layers)
        (void)json_object_del(made, "Layers");
    if (made && d->role)
        (void)json_object_set_new(made, "Role", json_string(d->role));
    return made;
}

/* Layers are shown as objects, and given as ARNs. */
static bool has_layers(const json_t *found, const json_t *layers)
{
    const json_t *list = json_object_get(found, "Layers");

    if (json_array_size(list) != json_array_size(layers))
        return false;
    for (size_t i = 0; i < json_array_size(layers); i++)
        if (strcmp(api_json_text(json_array_get(list, i), "Arn"),
                   json_string_value(json_array_get(layers, i))) != 0)
            return false;
    return true;
}

/* Keeps of the settings only those that differ from what is there. */
static void keep_different(json_t *settings, const json_t *found)
{
    const char *key;
    json_t *value;
    void *next;

    json_object_foreach_safe(settings, next, key, value)
    {
        bool is_same =
            !strcmp(key, "Layers")
                ? has_layers(found, value)
                : json_equal(value, json_object_get(found, key)) != 0;
        if (is_same)
            (void)json_object_del(settings, key);
    }
}

static bool check_role(const struct deploy *d, struct error *err)
{
    if (!d->target.is_aws)
        return true;
    if (!d->role)
        return error_set(err,
                         "it is new in %s, so it needs a role: name one that "
                         "Lambda may take with --role, such as "
                         "arn:aws:iam::123456789012:role/lambda-basic",
                         d->target.region);
    return true;
}

static bool create(struct deployed *one, struct deploy *d, struct error *err)
{
    if (!check_role(d, err))
        return false;
    one->is_changed = true;
    if (!deploy_step(d, one->name,
                     "create the function from %s: %s, %s, %u s, %u MB; %zu "
                     "file%s, zipped %lld KB",
                     one->fn->folder, one->runtime, one->handler,
                     one->fn->manifest.timeout_s, one->fn->manifest.memory_mb,
                     one->zip.files, one->zip.files == 1 ? "" : "s",
                     (long long)one->zip.size / KILO + 1))
        return true;
    json_t *body = settings_of(one, d);
    if (body) {
        (void)json_object_set_new(body, "FunctionName", json_string(one->name));
        (void)json_object_set_new(body, "Architectures",
                                  json_pack("[s]", d->arch));
        if (!d->role)
            (void)json_object_set_new(body, "Role", json_string(HOST_ROLE));
    }
    return function_calls_send_zip(&one->found, d, "POST",
                                   CALLS_2015 "/functions", body, "Code",
                                   one->zip.path, err) &&
           function_state_wait(&one->found, d, one->name, err) &&
           function_state_check(one->found, err);
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

static bool update_code(struct deployed *one, struct deploy *d,
                        struct error *err)
{
    struct error ignored = ERROR_NONE;
    AUTO(struct buf, buf_free) path = BUF(256);
    json_t *answer;

    /* Code that did not start may do so now. */
    if (!strcmp(api_json_text(one->found, "CodeSha256"), one->zip.sha256) &&
        function_state_check(one->found, &ignored))
        return true;
    one->is_changed = true;
    if (!deploy_step(
            d, one->name, "update the code from %s: %zu file%s, zipped %lld KB",
            one->fn->folder, one->zip.files, one->zip.files == 1 ? "" : "s",
            (long long)one->zip.size / KILO + 1))
        return true;
    if (!buf_printf(&path, CALLS_2015 "/functions/%s/code", one->name))
        return error_set(err, "out of memory");
    bool ok =
        function_calls_send_zip(&answer, d, "PUT", path.data,
                                json_pack("{s:[s]}", "Architectures", d->arch),
                                NULL, one->zip.path, err) &&
        function_state_wait(&one->found, d, one->name, err);
    json_decref(answer);
    return ok || explain(d, err);
}

/* "Handler index.handler, Timeout 5" */
static void add_text(struct buf *out, json_t *settings)
{
    const char *key;
    json_t *value;

    json_object_foreach(settings, key, value)
    {
        char *text = json_is_string(value)
                         ? NULL
                         : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        (void)!buf_printf(out, "%s%s %s", out->size > 0 ? ", " : "", key,
                          text ? text : json_string_value(value));
        mem_free(text);
    }
}

static bool update_settings(struct deployed *one, struct deploy *d,
                            struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(1500);
    json_t *settings = settings_of(one, d);
    json_t *answer = NULL;
    bool ok = true;

    if (!settings)
        return error_set(err, "out of memory");
    keep_different(settings, one->found);
    if (json_object_size(settings) > 0) {
        one->is_changed = true;
        add_text(&text, settings);
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
    return update_code(one, d, err) && update_settings(one, d, err) &&
           (d->is_dry || function_state_check(one->found, err));
}

bool deploy_code_send(struct deployed *one, struct deploy *d, struct error *err)
{
    return (one->found ? update(one, d, err) : create(one, d, err)) ||
           error_prefix(err, "%s", one->name);
}
