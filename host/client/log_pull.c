#include "host/client/log_pull.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/client/api_client.h"
#include "host/client/api_error.h"

static const char own_groups[] = "/aws/lambda/";

/* The group of its own, unless its configuration has another one. */
static void find_group(struct log_pull *pull)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    AUTO(struct buf, buf_free) path = BUF(1024);
    struct error ignored = ERROR_NONE;
    json_t *root = NULL;
    const char *group;

    if (buf_add_str(&path, "/2015-03-31/functions/") &&
        api_client_escape(&path, pull->function) &&
        buf_add_str(&path, "/configuration") &&
        api_client_send(&resp, &pull->target,
                        &(struct api_request){.path = path.data}, &ignored) &&
        resp.status == 200)
        root = json_loadb(resp.body.data, resp.body.size, JSON_ALLOW_NUL, NULL);
    group = json_string_value(
        json_object_get(json_object_get(root, "LoggingConfig"), "LogGroup"));
    if (group && strlen(group) < sizeof pull->group)
        (void)snprintf(pull->group, sizeof pull->group, "%s", group);
    else
        (void)snprintf(pull->group, sizeof pull->group, "%s%.400s", own_groups,
                       pull->function);
    json_decref(root);
}

/* Others may have a group of another name, too; their names are in those of
 * their streams. */
static bool is_of(const struct log_pull *pull, const json_t *event)
{
    const char *stream =
        json_string_value(json_object_get(event, "logStreamName"));
    AUTO(struct buf, buf_free) mark = BUF(1024);

    if (!strncmp(pull->group, own_groups, strlen(own_groups)) &&
        !strcmp(pull->group + strlen(own_groups), pull->function))
        return true;
    return stream && buf_printf(&mark, "/%s[", pull->function) &&
           strstr(stream, mark.data);
}

static json_t *request_of(const struct log_pull *pull, const json_t *token)
{
    json_t *body =
        json_pack("{s:s, s:I, s:b}", "logGroupName", pull->group, "startTime",
                  (json_int_t)pull->since_ms, "interleaved", 1);

    if (pull->request)
        (void)json_object_set_new(body, "filterPattern",
                                  json_pack("s++", "\"", pull->request, "\""));
    if (token)
        (void)json_object_set(body, "nextToken", (json_t *)(size_t)token);
    return body;
}

static bool send(const struct log_pull *pull, const json_t *token,
                 struct api_response *resp, struct error *err)
{
    json_t *value = request_of(pull, token);
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
    const struct buf body = {.data = text ? text : "",
                             .size = text ? strlen(text) : 0};
    bool ok =
        text ? api_client_send(resp, &pull->target,
                               &(struct api_request){
                                   .path = "/",
                                   .service = "logs",
                                   .operation = "Logs_20140328.FilterLogEvents",
                                   .body = &body},
                               err)
             : error_set(err, "out of memory");

    mem_free(text);
    json_decref(value);
    return ok;
}

/* A new reference. NULL: err says why, or there is no log. */
static json_t *page(const struct log_pull *pull, const json_t *token,
                    bool *missing, struct error *err)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    char text[1024];
    json_t *root;

    if (!send(pull, token, &resp, err))
        return NULL;
    if (resp.status != 200) {
        api_error_name(&resp, text, sizeof text);
        *missing = !strcmp(text, "ResourceNotFoundException");
        api_error_message(&resp, text, sizeof text);
        (void)error_set(err, "%s", text);
        return NULL;
    }
    root = json_loadb(resp.body.data, resp.body.size, JSON_ALLOW_NUL, NULL);
    if (json_is_array(json_object_get(root, "events")))
        return root;
    json_decref(root);
    (void)error_set(err, "the response has no list of events");
    return NULL;
}

static bool is_new(struct log_pull *pull, const json_t *event)
{
    int64_t at = json_integer_value(json_object_get(event, "timestamp"));
    const char *id = json_string_value(json_object_get(event, "eventId"));

    if (!pull->seen)
        pull->seen = json_object();
    if (id && json_object_get(pull->seen, id))
        return false;
    if (at > pull->since_ms) {
        pull->since_ms = at;
        (void)json_object_clear(pull->seen);
    }
    if (id && at == pull->since_ms)
        (void)json_object_set_new(pull->seen, id, json_true());
    return true;
}

bool log_pull_round(struct log_pull *pull, bool *missing, struct error *err)
{
    json_t *root;
    bool goes_on = true;

    *missing = false;
    if (!*pull->group)
        find_group(pull);
    root = page(pull, NULL, missing, err);
    if (!root)
        return false;
    /* The token continues the request as it was sent first. */
    const int64_t since_ms = pull->since_ms;
    while (root && goes_on) {
        const json_t *events = json_object_get(root, "events");
        for (size_t i = 0; goes_on && i < json_array_size(events); i++) {
            const json_t *event = json_array_get(events, i);
            if (is_new(pull, event) && is_of(pull, event))
                goes_on = pull->each(pull->self, event);
        }
        const json_t *token = json_object_get(root, "nextToken");
        if (!json_is_string(token) || !goes_on)
            break;
        struct log_pull same = *pull;
        same.since_ms = since_ms;
        json_t *next = page(&same, token, missing, err);
        json_decref(root);
        root = next;
    }
    bool ok = root != NULL;
    json_decref(root);
    return ok;
}

void log_pull_free(struct log_pull *pull)
{
    json_decref(pull->seen);
    pull->seen = NULL;
}
