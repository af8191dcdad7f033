#include "host/triggers/schedule_delete.h"

#include <string.h>

#include "host/cli/cli_util.h"
#include "host/client/api_json.h"
#include "host/triggers/trigger_request.h"

/* The group of the targets of a rule of EventBridge, with the rule's name. */
#define RULE_GROUP "rule/"

enum { GROUP_MAX = 1024 };

static int delete_it(const struct api_target *target, const char *group,
                     const char *name)
{
    AUTO(struct buf, buf_free) path = BUF(8192);

    if (!buf_add_str(&path, "/_dayfly/schedules/") ||
        !api_client_escape(&path, name) ||
        (*group && (!buf_add_str(&path, "?groupName=") ||
                    !api_client_escape(&path, group))))
        return cli_failed("%s is no name of a schedule", name);
    return api_json_release(
               trigger_request_send(target, "DELETE", path.data, NULL))
               ? EXIT_DONE
               : EXIT_FAILED;
}

int schedule_delete(const struct api_target *target, const char *what,
                    const char *group)
{
    AUTO(struct buf, buf_free) before = BUF(GROUP_MAX);
    const char *slash = group ? NULL : strrchr(what, '/');
    const char *name = slash ? slash + 1 : what;

    if (!(slash ? buf_add(&before, what, (size_t)(slash - what))
                : buf_add_str(&before, group ? group : "")) ||
        !buf_add(&before, "", 1) || !*name)
        return cli_failed("%s is no name of a schedule", what);
    if (!strncmp(before.data, RULE_GROUP, strlen(RULE_GROUP)))
        return cli_failed(
            "%s is a target of the rule %s of EventBridge: remove it there, by "
            "`aws events remove-targets --rule %s --ids %s --endpoint-url %s`",
            name, before.data + strlen(RULE_GROUP),
            before.data + strlen(RULE_GROUP), name, target->endpoint);
    return delete_it(target, before.data, name);
}
