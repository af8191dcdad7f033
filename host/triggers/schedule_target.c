#include "host/triggers/schedule_target.h"

#include <string.h>

#include "common/buf.h"
#include "host/cli/cli_util.h"
#include "host/client/api_json.h"

static enum api_result ask(const struct api_target *target,
                           const char *function, const char *rest)
{
    AUTO(struct buf, buf_free) path = BUF(1024);
    struct error ignored = ERROR_NONE;
    json_t *answer = NULL;
    enum api_result result = API_FAILED;

    if (buf_add_str(&path, "/2015-03-31/functions/") &&
        api_client_escape(&path, function) && buf_add_str(&path, rest))
        result = api_json_send(&answer, target,
                               &(const struct api_request){.path = path.data},
                               &ignored);
    json_decref(answer);
    return result;
}

void schedule_target_tell(const struct api_target *target, const char *function)
{
    if (ask(target, function, "/configuration") == API_ABSENT)
        cli_note(
            "there is no function %s yet: until it is there, its events "
            "fail",
            function);
    else if (!strchr(function, ':') &&
             ask(target, function, "/aliases/live") == API_DONE)
        cli_note("%s means its code as it is, $LATEST; the release is %s:live",
                 function, function);
}
