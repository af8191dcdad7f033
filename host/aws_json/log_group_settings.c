#include "host/aws_json/log_group_settings.h"

#include <string.h>

#include "common/clock.h"
#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/logbook/log_group_key.h"
#include "host/logbook/log_settings.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"

enum { DAYS_MAX = 3653, TAGS_MAX = 50, KMS_MAX = 256, CLASS_MAX = 64 };

static void send_nothing(struct aws_members *m)
{
    AUTO(struct buf, buf_free) nothing = BUF(1);

    aws_json_send(m->req, &nothing);
}

/* Takes the reference; NULL: memory is short. */
static bool keep(struct log_group *group, json_t *settings, struct error *err)
{
    if (settings && log_settings_write(settings, group->folder, err)) {
        json_decref(group->settings);
        group->settings = settings;
        return true;
    }
    json_decref(settings);
    return *err->text ? false : error_set(err, "out of memory");
}

void log_group_settings_save(struct aws_members *m, struct log_group *group,
                             json_t *settings)
{
    struct error err = ERROR_NONE;

    if (keep(group, settings, &err))
        send_nothing(m);
    else
        aws_json_error(m->req, "ServiceUnavailableException", "%s", err.text);
}

static json_t *new_settings(int64_t created_ms)
{
    return json_pack("{s:I}", "creationTime", (json_int_t)created_ms);
}

json_t *log_group_settings_copy(const struct log_group *group)
{
    return group->settings
               ? json_deep_copy(group->settings)
               : new_settings(group->count > 0 ? group->segments[0].first_ms
                                               : clock_wall_ms());
}

static const char policy_key[] = "policy";

json_t *log_group_settings_policy(const struct log_group *group)
{
    return json_object_get(group->settings, policy_key);
}

bool log_group_settings_set_policy(struct log_group *group, json_t *policy,
                                   struct error *err)
{
    json_t *settings = log_group_settings_copy(group);

    if (policy)
        (void)json_object_set_new(settings, policy_key, policy);
    else
        (void)json_object_del(settings, policy_key);
    return keep(group, settings, err);
}

static bool check_tags(struct aws_members *m, const json_t *tags)
{
    const char *key;
    json_t *value;
    bool ok = json_is_object(tags) && json_object_size(tags) <= TAGS_MAX;

    json_object_foreach((json_t *)(size_t)tags, key, value)
    {
        ok = ok && *key && json_is_string(value);
    }
    if (!ok)
        aws_json_invalid(m->req, "tags must be an object with at most %d texts",
                         TAGS_MAX);
    return ok;
}

/* The group, new or as it is. NULL: the response was sent. */
static struct log_group *make(struct service_context *service,
                              struct aws_members *m, const char *name)
{
    char key[LOG_GROUP_NAME_SIZE];
    struct logbook *book = service->logbook;
    struct log_group *group = NULL;

    if (strlen(name) > LOG_GROUP_FULL_MAX)
        aws_json_invalid(m->req,
                         "dayfly keeps log groups whose names have at most %d "
                         "characters.",
                         LOG_GROUP_FULL_MAX);
    else if (!log_group_key(name, key))
        aws_json_invalid(
            m->req,
            "1 validation error detected: Value '%.512s' at 'logGroupName' "
            "failed to satisfy constraint: Member must satisfy regular "
            "expression pattern: [\\.\\-_/#A-Za-z0-9]+",
            name);
    else if (log_group_key_is_own(key) && !logbook_find(book, key) &&
             logbook_own_count(book) >= LOGBOOK_OWN_MAX)
        aws_json_error(m->req, "LimitExceededException",
                       "Resource limit exceeded.");
    else if (!(group = logbook_make(book, key)))
        aws_json_error(m->req, "ServiceUnavailableException", "Out of memory.");
    return group;
}

/* What is kept and shown, without effect. False: the response was sent. */
static bool take_others(struct aws_members *m, json_t *settings)
{
    static const char *const classes[] = {"STANDARD", "INFREQUENT_ACCESS",
                                          "DELIVERY"};
    const char *kms = aws_members_text(m, "kmsKeyId", KMS_MAX);
    const char *class = aws_members_text(m, "logGroupClass", CLASS_MAX);
    bool known = !class;

    for (size_t i = 0; class && i < COUNT(classes); i++)
        known = known || !strcmp(class, classes[i]);
    if (m->failed)
        return false;
    if (!known) {
        aws_json_invalid(m->req,
                         "1 validation error detected: Value '%s' at "
                         "'logGroupClass' failed to satisfy constraint: Member "
                         "must satisfy enum value set: [STANDARD, "
                         "INFREQUENT_ACCESS, DELIVERY]",
                         class);
        return false;
    }
    if (settings && kms)
        (void)json_object_set_new(settings, "kmsKeyId", json_string(kms));
    if (settings && class)
        (void)json_object_set_new(settings, "logGroupClass",
                                  json_string(class));
    return true;
}

void log_group_create(struct service_context *service, struct aws_members *m)
{
    const char *name = aws_members_log_name(m, "logGroupName");
    const json_t *tags = json_object_get(m->root, "tags");

    if (m->failed || (tags && !check_tags(m, tags)))
        return;
    struct log_group *group = make(service, m, name ? name : "");
    if (!group)
        return;
    if (group->settings || group->count > 0) {
        aws_json_error(m->req, "ResourceAlreadyExistsException",
                       "The specified log group already exists");
        return;
    }
    json_t *settings = new_settings(clock_wall_ms());
    if (settings && tags)
        (void)json_object_set_new(settings, "tags", json_deep_copy(tags));
    if (take_others(m, settings))
        log_group_settings_save(m, group, settings);
    else
        json_decref(settings);
}

static bool is_term(int64_t days)
{
    static const int terms[] = {
        1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
        365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, DAYS_MAX};

    for (size_t i = 0; i < COUNT(terms); i++)
        if (terms[i] == days)
            return true;
    return false;
}

void log_group_keep(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    int64_t days = aws_members_number(m, "retentionInDays", 1, DAYS_MAX, 0);

    if (m->failed)
        return;
    if (!is_term(days)) {
        aws_json_invalid(
            m->req,
            "1 validation error detected: Value '%lld' at 'retentionInDays' "
            "failed to satisfy constraint: Member must satisfy enum value set: "
            "[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, "
            "1096, 1827, 2192, 2557, 2922, 3288, 3653]",
            (long long)days);
        return;
    }
    json_t *settings = log_group_settings_copy(group);
    if (settings)
        (void)json_object_set_new(settings, "retentionInDays",
                                  json_integer(days));
    log_group_settings_save(m, group, settings);
}

void log_group_keep_on(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);

    if (!group)
        return;
    json_t *settings = log_group_settings_copy(group);
    if (settings)
        (void)json_object_del(settings, "retentionInDays");
    log_group_settings_save(m, group, settings);
}

void log_group_tag(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    json_t *tags = json_object_get(m->root, "tags");

    if (!group || !check_tags(m, tags))
        return;
    json_t *settings = log_group_settings_copy(group);
    json_t *all = json_object_get(settings, "tags");
    if (all)
        (void)json_object_update(all, tags);
    else if (settings)
        (void)json_object_set(settings, "tags", tags);
    log_group_settings_save(m, group, settings);
}

void log_group_untag(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    const json_t *keys = json_object_get(m->root, "tagKeys");
    size_t at;
    json_t *key;

    if (!group)
        return;
    if (!keys) /* UntagLogGroup */
        keys = json_object_get(m->root, "tags");
    json_t *settings = log_group_settings_copy(group);
    json_array_foreach(keys, at, key)
    {
        if (json_is_string(key))
            (void)json_object_del(json_object_get(settings, "tags"),
                                  json_string_value(key));
    }
    log_group_settings_save(m, group, settings);
}

void log_group_tags(struct service_context *service, struct aws_members *m)
{
    const struct log_group *group = log_group_name_find(service, m);
    json_t *tags;

    if (!group)
        return;
    tags = json_object_get(group->settings, "tags");
    aws_json_send_value(m->req, tags ? json_pack("{s:O}", "tags", tags)
                                     : json_pack("{s:{}}", "tags"));
}
