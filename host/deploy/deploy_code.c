#include "host/deploy/deploy_code.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_log.h"
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

/* As CreateFunction and UpdateFunctionConfiguration take them. */
static json_t *settings_of(const struct deployed *one, const struct deploy *d)
{
    json_t *made = json_deep_copy(one->settings);

    if (made && one->layers)
        (void)json_object_set(made, "Layers", one->layers);
    /* The role of the template is more than that of all functions. */
    if (made && d->role && !json_object_get(made, "Role"))
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

/* Members that are not set have defaults in what is there. */
static bool is_within(json_t *value, const json_t *found)
{
    const char *key;
    json_t *member;

    if (!json_is_object(value))
        return json_equal(value, found) != 0;
    json_object_foreach(value, key, member)
    {
        if (!json_equal(member, json_object_get(found, key)))
            return false;
    }
    return true;
}

static bool is_as_found(const char *key, json_t *value, const json_t *found)
{
    json_t *there = json_object_get(found, key);

    if (!strcmp(key, "Layers"))
        return has_layers(found, value);
    if (strcmp(key, "Environment") != 0)
        return is_within(value, there);
    const json_t *variables = json_object_get(value, "Variables");
    const json_t *others = json_object_get(there, "Variables");
    return json_object_size(variables) == 0
               ? json_object_size(others) == 0
               : json_equal(variables, others) != 0;
}

/* Keeps of the settings only those that differ from what is there. */
static void keep_different(json_t *settings, const json_t *found)
{
    const char *key;
    json_t *value;
    void *next;

    json_object_foreach_safe(settings, next, key, value)
    {
        if (is_as_found(key, value, found))
            (void)json_object_del(settings, key);
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
                     one->folder, api_json_text(one->settings, "Runtime"),
                     api_json_text(one->settings, "Handler"),
                     api_json_number(one->settings, "Timeout"),
                     api_json_number(one->settings, "MemorySize"),
                     size_of(one, size)))
        return true;
    json_t *body = settings_of(one, d);
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

static bool update_code(struct deployed *one, struct deploy *d,
                        struct error *err)
{
    struct error ignored = ERROR_NONE;
    AUTO(struct buf, buf_free) path = BUF(256);
    char size[SIZE_TEXT_SIZE];
    json_t *answer;

    /* Code that did not start may do so now. */
    if (!strcmp(api_json_text(one->found, "CodeSha256"), one->zip.sha256) &&
        function_state_check(one->found, &ignored))
        return true;
    one->is_changed = true;
    if (!deploy_step(d, one->name, "update the code from %s: %s", one->folder,
                     size_of(one, size)))
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

/* Values may be secrets, and what is shown ends up in logs. */
static void add_names(struct buf *out, json_t *environment)
{
    json_t *variables = json_object_get(environment, "Variables");
    const char *separator = "";
    const char *name;
    json_t *value;

    json_object_foreach(variables, name, value)
    {
        (void)!buf_printf(out, "%s%s", separator, name);
        separator = " ";
    }
    if (json_object_size(variables) == 0)
        (void)!buf_add_str(out, "without variables");
}

/* "Handler index.handler, Timeout 5" */
static void add_text(struct buf *out, json_t *settings)
{
    const char *key;
    json_t *value;

    json_object_foreach(settings, key, value)
    {
        if (!strcmp(key, "Environment")) {
            (void)!buf_printf(out, "%s%s ", out->size > 0 ? ", " : "", key);
            add_names(out, value);
            continue;
        }
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
    int64_t began = clock_wall_ms();

    return update_code(one, d, err) && update_settings(one, d, err) &&
           (d->is_dry || check_start(one, d, began, err));
}

bool deploy_code_send(struct deployed *one, struct deploy *d, struct error *err)
{
    return (one->found ? update(one, d, err) : create(one, d, err)) ||
           error_prefix(err, "%s", one->name);
}
