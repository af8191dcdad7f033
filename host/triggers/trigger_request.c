#include "host/triggers/trigger_request.h"

#include <stdio.h>

#include "common/buf.h"
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

int trigger_request_list(const struct api_target *target, const char *path,
                         const char *member, void (*print)(const json_t *item))
{
    json_t *answer = trigger_request_send(target, "GET", path, NULL);
    const json_t *items = json_object_get(answer, member);
    char *text;

    if (!answer)
        return EXIT_FAILED;
    for (size_t i = 0; print && i < json_array_size(items); i++)
        print(json_array_get(items, i));
    if (!print) {
        text = json_dumps(items, JSON_INDENT(2));
        (void)puts(text ? text : "[]");
        mem_free(text);
    }
    json_decref(answer);
    return EXIT_DONE;
}
