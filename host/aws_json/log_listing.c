#include "host/aws_json/log_listing.h"

#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_list_page.h"
#include "host/logbook/log_group_key.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"

enum { NAME_MAX_BYTES = 512 };

static int64_t first_ms(const struct log_group *group)
{
    return group->count > 0 ? group->segments[0].first_ms : group->last_ms;
}

static int64_t created_ms(const struct log_group *group)
{
    const json_t *said = json_object_get(group->settings, "creationTime");

    return said ? json_integer_value(said) : first_ms(group);
}

/* As long as the host keeps all, unless a caller has set something. */
static json_t *retention_of(const struct service_context *service,
                            const struct log_group *group)
{
    if (!group->settings)
        return json_integer((json_int_t)service->logbook->limits.days);
    return json_incref(json_object_get(group->settings, "retentionInDays"));
}

static json_t *show_group(const struct service_context *service,
                          const struct log_group *group)
{
    char arn[LOG_ARN_SIZE];
    char name[LOG_GROUP_FULL_SIZE];
    const json_t *kms = json_object_get(group->settings, "kmsKeyId");
    const char *class =
        json_string_value(json_object_get(group->settings, "logGroupClass"));

    log_group_name_arn(service, group, arn);
    log_group_full_name(group->name, name);
    return json_pack(
        "{s:s, s:I, s:o*, s:i, s:s+, s:s, s:I, s:s, s:O*, s:b}", "logGroupName",
        name, "creationTime", (json_int_t)created_ms(group), "retentionInDays",
        retention_of(service, group), "metricFilterCount", 0, "arn", arn, ":*",
        "logGroupArn", arn, "storedBytes", (json_int_t)group->bytes,
        "logGroupClass", class ? class : "STANDARD", "kmsKeyId", kms,
        "deletionProtectionEnabled", 0);
}

void log_listing_groups(struct service_context *service, struct aws_members *m)
{
    static const struct log_list list = {
        .list = "logGroups", .key = "logGroupName", .order = ""};
    const char *prefix =
        aws_members_text(m, "logGroupNamePrefix", NAME_MAX_BYTES);
    const char *part =
        aws_members_text(m, "logGroupNamePattern", NAME_MAX_BYTES);
    json_t *items;

    if (m->failed)
        return;
    if (prefix && part) {
        aws_json_invalid(m->req,
                         "LogGroup name prefix and LogGroup name pattern are "
                         "mutually exclusive parameters.");
        return;
    }
    items = json_array();
    (void)logbook_find(service->logbook, "");
    for (const struct log_group *g = service->logbook->groups; g; g = g->next) {
        json_t *item =
            g->count > 0 || g->settings ? show_group(service, g) : NULL;
        const char *name =
            json_string_value(json_object_get(item, "logGroupName"));
        if (name && (!prefix || !strncmp(name, prefix, strlen(prefix))) &&
            (!part || strstr(name, part)))
            (void)json_array_append(items, item);
        json_decref(item);
    }
    log_list_page_send(m, items, &list);
}

void log_listing_filters(struct service_context *service, struct aws_members *m)
{
    if (log_group_name_find(service, m))
        aws_json_send_value(m->req, json_pack("{s:[]}", "subscriptionFilters"));
}

void log_listing_delete(struct service_context *service, struct aws_members *m)
{
    AUTO(struct buf, buf_free) nothing = BUF(1);
    struct log_group *group = log_group_name_find(service, m);

    if (!group)
        return;
    logbook_remove(service->logbook, group);
    aws_json_send(m->req, &nothing);
}
