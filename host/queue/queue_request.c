#include "host/queue/queue_request.h"

#include "host/cli/cli_util.h"
#include "host/client/api_error.h"

json_t *queue_request_send(const struct api_target *target, const char *method,
                           const char *path)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    struct error err = ERROR_NONE;
    char text[1024];

    if (!api_client_send(&resp, target,
                         &(struct api_request){.method = method, .path = path},
                         &err)) {
        (void)cli_failed("%s", err.text);
        return NULL;
    }
    if (resp.status != 200) {
        api_error_message(&resp, text, sizeof text);
        (void)cli_failed("%s", text);
        return NULL;
    }
    json_t *reply =
        json_loadb(resp.body.data, resp.body.size, JSON_ALLOW_NUL, NULL);
    if (!reply)
        (void)cli_failed("the response is not JSON; is it a host of dayfly?");
    return reply;
}
