#include "host/aws_json/log_listing.h"

#include <stdio.h>
#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_list_page.h"
#include "host/logbook/log_group_key.h"
#include "host/logbook/log_group_search.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"

enum {
    NAME_MAX_BYTES = 512,
    NAMES_MAX = 1000, /* of one response */
    PATTERN_MAX = 129,
    ACCOUNTS_MAX = 20,
    TAG_FILTERS_MAX = 5,
};

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

static void refuse(struct aws_members *m, const char *name, const char *why)
{
    if (!m->failed)
        aws_json_invalid(m->req,
                         "1 validation error detected: Value at '%s' failed to "
                         "satisfy constraint: %s",
                         name, why);
    m->failed = true;
}

/* NULL: it is absent, or it is wrong and the response was sent. */
static const json_t *list_of(struct aws_members *m, const char *name,
                             size_t least, size_t most)
{
    const json_t *list = json_object_get(m->root, name);

    if (json_is_null(list))
        return NULL;
    if (list && (!json_is_array(list) || json_array_size(list) < least ||
                 json_array_size(list) > most)) {
        char why[96];
        (void)snprintf(why, sizeof why,
                       "Member must be a list of %zu to %zu items", least,
                       most);
        refuse(m, name, why);
        return NULL;
    }
    return list;
}

static bool has_tag(const json_t *tags, const json_t *filter)
{
    const json_t *values = json_object_get(filter, "values");
    const char *value = json_string_value(json_object_get(
        tags, json_string_value(json_object_get(filter, "key"))));

    for (size_t i = 0; value && i < json_array_size(values); i++)
        if (log_group_search_is_value(
                json_string_value(json_array_get(values, i)), value))
            return true;
    return value && json_array_size(values) == 0;
}

static const json_t *tag_filters(struct aws_members *m)
{
    static const char name[] = "logGroupTags";
    const json_t *filters = list_of(m, name, 1, TAG_FILTERS_MAX);
    size_t i, n;
    const json_t *filter, *value;

    json_array_foreach(filters, i, filter)
    {
        const json_t *values = json_object_get(filter, "values");
        if (!json_is_string(json_object_get(filter, "key")) ||
            (values && !json_is_null(values) && !json_is_array(values)) ||
            json_array_size(values) > TAG_FILTERS_MAX)
            refuse(m, name, "Members must have a key, and at most 5 values");
        json_array_foreach(values, n, value)
        {
            if (!json_is_string(value))
                refuse(m, name, "Values must be strings");
        }
    }
    return filters;
}

struct name_search {
    const char *pattern;
    const char *class;
    const json_t *tags;
    bool nothing; /* what it asks for no group has */
};

/* There are no other accounts, no data sources and no indexes of fields. */
static void read_search(struct aws_members *m, struct name_search *s)
{
    const json_t *accounts = list_of(m, "accountIdentifiers", 0, ACCOUNTS_MAX);
    bool linked = aws_members_flag(m, "includeLinkedAccounts");
    bool own = json_array_size(accounts) == 0;
    bool sources = list_of(m, "dataSources", 1, 5) != NULL;
    bool fields = list_of(m, "fieldIndexNames", 1, 20) != NULL;

    for (size_t i = 0; i < json_array_size(accounts); i++) {
        const char *id = json_string_value(json_array_get(accounts, i));
        if (!id || strlen(id) != 12 || strspn(id, "0123456789") != 12)
            refuse(m, "accountIdentifiers", "Members must have 12 digits");
        own = own || (id && !strcmp(id, "000000000000"));
    }
    *s = (struct name_search){
        .pattern = aws_members_text(m, "logGroupNamePattern", PATTERN_MAX),
        .class = aws_members_text(m, "logGroupClass", PATTERN_MAX),
        .tags = tag_filters(m),
        .nothing = (linked && !own) || sources || fields};
    if (s->pattern && !log_group_search_is_pattern(s->pattern))
        refuse(m, "logGroupNamePattern",
               "Member must satisfy regular expression pattern: "
               "(\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24})"
               "(\\|\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24}){0,4}");
    if (s->class && strcmp(s->class, "STANDARD") != 0 &&
        strcmp(s->class, "INFREQUENT_ACCESS") != 0 &&
        strcmp(s->class, "DELIVERY") != 0 &&
        strcmp(s->class, "ESSENTIALS") != 0)
        refuse(m, "logGroupClass",
               "Member must satisfy enum value set: [STANDARD, "
               "INFREQUENT_ACCESS, DELIVERY, ESSENTIALS]");
}

static bool is_found(const struct name_search *s, const struct log_group *group,
                     const json_t *item)
{
    const json_t *tags = json_object_get(group->settings, "tags");
    bool ok = !s->nothing &&
              (!s->pattern || log_group_search_matches(
                                  s->pattern, json_string_value(json_object_get(
                                                  item, "logGroupName")))) &&
              (!s->class || !strcmp(s->class, json_string_value(json_object_get(
                                                  item, "logGroupClass"))));

    for (size_t i = 0; ok && i < json_array_size(s->tags); i++)
        ok = has_tag(tags, json_array_get(s->tags, i));
    return ok;
}

void log_listing_names(struct service_context *service, struct aws_members *m)
{
    static const struct log_list list = {.list = "logGroups",
                                         .key = "logGroupName",
                                         .order = "",
                                         .most = NAMES_MAX};
    struct name_search search;

    read_search(m, &search);
    if (m->failed)
        return;
    json_t *items = json_array();
    (void)logbook_find(service->logbook, "");
    for (const struct log_group *g = service->logbook->groups; g; g = g->next) {
        json_t *all =
            g->count > 0 || g->settings ? show_group(service, g) : NULL;
        if (all && is_found(&search, g, all))
            (void)json_array_append_new(
                items,
                json_pack("{s:O, s:O, s:O}", "logGroupName",
                          json_object_get(all, "logGroupName"), "logGroupArn",
                          json_object_get(all, "logGroupArn"), "logGroupClass",
                          json_object_get(all, "logGroupClass")));
        json_decref(all);
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
