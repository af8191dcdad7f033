#include "host/deploy/deploy_release.h"

#include <string.h>

#include "common/clock.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_log.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/function_calls.h"

/* Updates the alias; one that is not there is made. */
static bool move(const struct deploy *d, const char *name, const char *version,
                 struct error *err)
{
    AUTO(struct buf, buf_free) rest = BUF(512);
    json_t *answer = NULL;
    json_t *found = NULL;

    if (!buf_printf(&rest, "/aliases/%s", d->alias))
        return error_set(err, "out of memory");
    enum api_result result =
        function_calls_get(&found, d, CALLS_2015, name, rest.data, err);
    json_decref(found);
    if (result == API_FAILED)
        return false;
    json_t *body =
        json_pack("{s:s,s:{}}", "FunctionVersion", version, "RoutingConfig");
    if (body && result == API_ABSENT) {
        (void)json_object_del(body, "RoutingConfig");
        (void)json_object_set_new(body, "Name", json_string(d->alias));
    }
    bool ok = result == API_ABSENT
                  ? function_calls_send(&answer, d, "POST", CALLS_2015, name,
                                        "/aliases", body, err)
                  : function_calls_send(&answer, d, "PUT", CALLS_2015, name,
                                        rest.data, body, err);
    json_decref(answer);
    return ok;
}

static bool move_each(const struct deploy *d, const json_t *functions,
                      struct error *err)
{
    const char *name;
    json_t *version;
    size_t moved = 0;

    json_object_foreach((json_t *)(size_t)functions, name, version)
    {
        if (!move(d, name, json_string_value(version), err))
            return error_prefix(err,
                                "%s: its alias %s was not moved, after %zu of "
                                "%zu others were",
                                name, d->alias, moved,
                                json_object_size(functions) - 1);
        moved++;
    }
    return true;
}

/* A version that the API has published may be of code that never started. */
static void show_logs(const struct deploy *d, const json_t *functions,
                      int64_t began_ms, const struct error *err)
{
    const char *name;
    json_t *version;

    json_object_foreach((json_t *)(size_t)functions, name, version)
    {
        AUTO(struct buf, buf_free) said = BUF(256);
        if (buf_printf(&said, ": %s: its code does not start", name) &&
            strstr(err->text, said.data))
            deploy_log_show(d, name, began_ms);
    }
}

static bool send_to_host(const struct deploy *d, const json_t *functions,
                         struct error *err)
{
    int64_t began_ms = clock_wall_ms() - DEPLOY_CLOCKS_MS;
    json_t *answer = NULL;
    json_t *body =
        json_pack("{s:s,s:O}", "alias", d->alias, "functions", functions);

    if (body && d->note)
        (void)json_object_set_new(body, "note", json_string(d->note));
    enum api_result result = api_json_send_object(
        &answer, &d->target,
        &(struct api_request){.method = "POST", .path = "/_dayfly/releases"},
        body, err);
    if (result == API_DONE)
        deploy_say(
            d, d->alias, "release %lld; to call it: dayfly invoke %s:%s",
            api_json_number(answer, "release"),
            json_object_iter_key(json_object_iter((json_t *)(size_t)functions)),
            d->alias);
    else
        show_logs(d, functions, began_ms, err);
    json_decref(answer);
    return result == API_DONE;
}

bool deploy_release_make(const struct deploy *d, const json_t *functions,
                         struct error *err)
{
    return d->target.is_aws ? move_each(d, functions, err)
                            : send_to_host(d, functions, err);
}
