#include "host/triggers/hook_print.h"

#include <string.h>

#include "host/cli/cli_util.h"
#include "host/client/api_json.h"

void hook_print(const json_t *hook)
{
    const json_t *last = json_object_get(hook, "last");
    const char *problem = json_string_value(json_object_get(hook, "problem"));
    const json_t *deployed = json_object_get(hook, "deployed");
    bool deploys = !strcmp(api_json_text(hook, "action"), "deploy");
    bool is_new = !json_is_object(last);

    cli_print("%s  %s  %s%s  %s %s  %s", api_json_text(hook, "name"),
              api_json_text(hook, "kind"), api_json_text(hook, "function"),
              deploys ? " (deploy)" : "",
              is_new ? "no request" : api_json_text(last, "time"),
              is_new ? "yet" : api_json_text(last, "result"),
              api_json_text(hook, "url"));
    if (problem)
        cli_print("  refuses every request: %s", problem);
    if (!strcmp(api_json_text(deployed, "result"), "failed"))
        cli_print("  the deploy that ended %s %s; the host's log says more",
                  api_json_text(deployed, "time"),
                  api_json_text(deployed, "how"));
}
