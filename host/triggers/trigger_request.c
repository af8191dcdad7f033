#include "host/triggers/trigger_request.h"

#include "host/cli/cli_util.h"
#include "host/client/api_json.h"

json_t *trigger_request_send(const struct api_target *target,
                             const char *method, const char *path, json_t *body)
{
    const struct api_request request = {.method = method, .path = path};
    struct error err = ERROR_NONE;
    json_t *answer = NULL;
    enum api_result result =
        body ? api_json_send_object(&answer, target, &request, body, &err)
             : api_json_send(&answer, target, &request, &err);

    if (result != API_DONE)
        (void)cli_failed("%s", err.text);
    else if (!answer)
        answer = json_object();
    return answer;
}
