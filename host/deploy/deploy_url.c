#include "host/deploy/deploy_url.h"

#include <string.h>

#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deployed.h"
#include "host/deploy/function_calls.h"
#include "host/front/cors.h"

/* What a caller without AWS's keys needs; the second only by way of the URL. */
static const struct permission {
    const char *id;
    const char *action;
    const char *member;
} open_to_all[] = {
    {"dayfly-url-InvokeFunctionUrl", "lambda:InvokeFunctionUrl",
     "FunctionUrlAuthType"},
    {"dayfly-url-InvokeFunction", "lambda:InvokeFunction",
     "InvokedViaFunctionUrl"},
};

/* Whoever does not say that it is public means callers with a key. */
static const char *auth_of(const struct deployed *one, const struct deploy *d)
{
    const char *said = api_json_text(one->url, "authType");

    if (d->url_auth)
        return d->url_auth;
    return *said ? said : "AWS_IAM";
}

static json_t *config_of(const struct deployed *one, const struct deploy *d)
{
    const char *mode = api_json_text(one->url, "invokeMode");
    const json_t *cors = json_object_get(one->url, "cors");
    json_t *made = json_pack("{s:s,s:s}", "AuthType", auth_of(one, d),
                             "InvokeMode", *mode ? mode : "BUFFERED");

    if (made && cors)
        (void)json_object_set_new(made, "Cors", cors_as_config(cors));
    return made;
}

static bool is_same(const json_t *config, const json_t *found)
{
    const json_t *cors = json_object_get(config, "Cors");
    const json_t *other = json_object_get(found, "Cors");
    const char *mode = api_json_text(found, "InvokeMode");

    return !strcmp(api_json_text(config, "AuthType"),
                   api_json_text(found, "AuthType")) &&
           !strcmp(api_json_text(config, "InvokeMode"),
                   *mode ? mode : "BUFFERED") &&
           ((!cors && json_object_size(other) == 0) || json_equal(cors, other));
}

static bool add_permission(const struct deployed *one, const struct deploy *d,
                           const char *rest, const struct permission *p,
                           struct error *err)
{
    json_t *answer;
    json_t *body = json_pack("{s:s,s:s,s:s}", "StatementId", p->id, "Action",
                             p->action, "Principal", "*");

    if (body)
        (void)json_object_set_new(body, p->member,
                                  p == open_to_all ? json_string("NONE")
                                                   : json_true());
    bool ok = function_calls_send(&answer, d, "POST", CALLS_2015, one->name,
                                  rest, body, err);
    json_decref(answer);
    return ok;
}

static bool permit_missing(struct deployed *one, struct deploy *d,
                           const char *rest, const char *policy,
                           struct error *err)
{
    for (size_t i = 0; i < COUNT(open_to_all); i++) {
        const struct permission *p = &open_to_all[i];
        AUTO(struct buf, buf_free) id = BUF(256);
        if (!buf_printf(&id, "\"%s\"", p->id))
            return error_set(err, "out of memory");
        if (!(policy && strstr(policy, id.data)) &&
            deploy_step(d, one->name, "permit everyone %s by the URL of %s",
                        p->action, d->alias) &&
            !add_permission(one, d, rest, p, err))
            return false;
    }
    return true;
}

/* A run before this one may have ended between the URL and its permissions. A
 * host asks for none of a URL that is open. */
static bool permit(struct deployed *one, struct deploy *d, struct error *err)
{
    AUTO(struct buf, buf_free) rest = BUF(512);
    enum api_result result = API_ABSENT;
    json_t *policy = NULL;

    if (!d->target.is_aws || strcmp(auth_of(one, d), "NONE") != 0)
        return true;
    if (!buf_printf(&rest, "/policy?Qualifier=%s", d->alias))
        return error_set(err, "out of memory");
    if (*one->alias_has)
        result = function_calls_get(&policy, d, CALLS_2015, one->name,
                                    rest.data, err);
    if (result == API_ABSENT)
        *err = (struct error)ERROR_NONE;
    bool ok =
        result != API_FAILED &&
        permit_missing(one, d, rest.data, api_json_text(policy, "Policy"), err);
    json_decref(policy);
    return ok;
}

/* Takes the configuration. */
static bool put(struct deployed *one, struct deploy *d, json_t *config,
                bool is_new, struct error *err)
{
    AUTO(struct buf, buf_free) url = BUF(512);
    bool is_open = !strcmp(auth_of(one, d), "NONE");
    json_t *answer = NULL;

    if (!deploy_step(d, one->name, "%s the URL of %s: %s, %s%s",
                     is_new ? "make" : "change", d->alias, auth_of(one, d),
                     api_json_text(config, "InvokeMode"),
                     is_open ? ": everyone who reaches it may call it" : "")) {
        json_decref(config);
        return true;
    }
    if (!buf_printf(&url, "/url?Qualifier=%s", d->alias)) {
        json_decref(config);
        return error_set(err, "out of memory");
    }
    bool ok = function_calls_send(&answer, d, is_new ? "POST" : "PUT",
                                  CALLS_2021, one->name, url.data, config, err);
    if (ok)
        deploy_say(d, one->name, "its URL is %s",
                   api_json_text(answer, "FunctionUrl"));
    json_decref(answer);
    return ok;
}

bool deploy_url_send(struct deployed *one, struct deploy *d, struct error *err)
{
    AUTO(struct buf, buf_free) rest = BUF(512);
    enum api_result result = API_ABSENT;
    json_t *found = NULL;

    if (!one->url && !d->url_auth)
        return true;
    if (!buf_printf(&rest, "/url?Qualifier=%s", d->alias))
        return error_set(err, "out of memory");
    if (*one->alias_has)
        result = function_calls_get(&found, d, CALLS_2021, one->name, rest.data,
                                    err);
    json_t *config = config_of(one, d);
    bool ok = result != API_FAILED && config;
    if (ok)
        *err = (struct error)ERROR_NONE;
    if (ok && !is_same(config, found))
        ok = put(one, d, json_incref(config), result == API_ABSENT, err);
    json_decref(config);
    json_decref(found);
    ok = ok && permit(one, d, err);
    return ok || error_prefix(err, "%s", one->name);
}
