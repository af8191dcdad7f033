#include "host/client/api_error.h"
#include "host/client/api_json.h"

#include <string.h>

/* 404, or 400 of the services with one path. */
static bool is_absence(const char *name)
{
    return !strcmp(name, "ResourceNotFoundException") ||
           !strcmp(name, "QueueDoesNotExist");
}

static enum api_result refused(const struct api_response *resp,
                               struct error *err)
{
    char name[128];
    char text[1024];

    api_error_name(resp, name, sizeof name);
    api_error_message(resp, text, sizeof text);
    (void)error_set(err, "%s%s%s", name, *name ? ": " : "", text);
    return is_absence(name) ? API_ABSENT : API_FAILED;
}

enum api_result api_json_send(json_t **answer, const struct api_target *target,
                              const struct api_request *request,
                              struct error *err)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;

    struct api_request brief = *request;

    *answer = NULL;
    brief.is_short = true;
    if (!api_client_send(&resp, target, &brief, err))
        return API_FAILED;
    if (resp.status < 200 || resp.status > 299)
        return refused(&resp, err);
    if (resp.body.size == 0)
        return API_DONE;
    *answer = json_loadb(resp.body.data, resp.body.size, 0, NULL);
    if (json_is_object(*answer)) {
        if (*resp.start_error)
            (void)json_object_set_new(*answer, API_JSON_START_ERROR,
                                      json_string(resp.start_error));
        return API_DONE;
    }
    json_decref(*answer);
    *answer = NULL;
    (void)error_set(err, "the answer to %s is no JSON object", request->path);
    return API_FAILED;
}

enum api_result api_json_send_object(json_t **answer,
                                     const struct api_target *target,
                                     const struct api_request *request,
                                     json_t *body, struct error *err)
{
    struct api_request with_body = *request;
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    struct buf bytes = {.data = text, .size = text ? strlen(text) : 0};
    enum api_result result = API_FAILED;

    *answer = NULL;
    with_body.body = &bytes;
    if (text)
        result = api_json_send(answer, target, &with_body, err);
    else
        (void)error_set(err, "out of memory");
    mem_free(text);
    json_decref(body);
    return result;
}

bool api_json_release(json_t *answer)
{
    bool is_there = answer;

    json_decref(answer);
    return is_there;
}

const char *api_json_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

long long api_json_number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}
