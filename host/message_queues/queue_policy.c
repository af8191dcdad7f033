#include "host/message_queues/queue_policy.h"

#include <string.h>

#include "common/buf.h"
#include "common/compiler.h"

enum { LABEL_MAX = 80, ACCOUNT_DIGITS = 12 };

static const char statements[] = "Statement";

bool queue_policy_is_label(const char *label)
{
    size_t size = strlen(label);

    return size > 0 && size <= LABEL_MAX &&
           strspn(label,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == size;
}

bool queue_policy_is_account(const char *account)
{
    return strlen(account) == ACCOUNT_DIGITS &&
           strspn(account, "0123456789") == ACCOUNT_DIGITS;
}

bool queue_policy_is_action(const char *action)
{
    static const char *const names[] = {"*",
                                        "ChangeMessageVisibility",
                                        "DeleteMessage",
                                        "GetQueueAttributes",
                                        "GetQueueUrl",
                                        "ListDeadLetterSourceQueues",
                                        "PurgeQueue",
                                        "ReceiveMessage",
                                        "SendMessage"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(names[i], action))
            return true;
    return false;
}

/* One statement may stand there without a list. */
static bool make_list(json_t *policy)
{
    json_t *had = json_object_get(policy, statements);

    if (json_is_array(had))
        return true;
    return json_object_set_new(policy, statements,
                               had ? json_pack("[O]", had) : json_array()) == 0;
}

json_t *queue_policy_read(const char *text, const char *arn)
{
    json_t *policy = *text ? json_loads(text, 0, NULL)
                           : json_pack("{s:s, s:s+}", "Version", "2008-10-17",
                                       "Id", arn, "/SQSDefaultPolicy");

    if (json_is_object(policy) && make_list(policy))
        return policy;
    json_decref(policy);
    return NULL;
}

static bool is_labelled(const json_t *statement, const char *label)
{
    const char *sid = json_string_value(json_object_get(statement, "Sid"));

    return sid && !strcmp(sid, label);
}

bool queue_policy_has(const json_t *policy, const char *label)
{
    size_t i;
    const json_t *statement;

    json_array_foreach(json_object_get(policy, statements), i, statement)
    {
        if (is_labelled(statement, label))
            return true;
    }
    return false;
}

/* Each text between two others; of one text no list, as AWS has it. */
static json_t *wrap(const json_t *texts, const char *before, const char *after)
{
    json_t *out = json_array();
    size_t i;
    const json_t *text;

    json_array_foreach(texts, i, text)
    {
        json_t *whole =
            json_pack("s++", before, json_string_value(text), after);
        if (json_array_append_new(out, whole) != 0) {
            json_decref(out);
            return NULL;
        }
    }
    if (json_array_size(out) != 1)
        return out;
    json_t *one = json_incref(json_array_get(out, 0));
    json_decref(out);
    return one;
}

bool queue_policy_add(json_t *policy, const char *label, const json_t *accounts,
                      const json_t *actions, const char *arn)
{
    json_t *statement = json_pack(
        "{s:s, s:s, s:{s:o}, s:o, s:s}", "Sid", label, "Effect", "Allow",
        "Principal", "AWS", wrap(accounts, "arn:aws:iam::", ":root"), "Action",
        wrap(actions, "SQS:", ""), "Resource", arn);

    return statement &&
           json_array_append_new(json_object_get(policy, statements),
                                 statement) == 0;
}

void queue_policy_remove(json_t *policy, const char *label)
{
    json_t *list = json_object_get(policy, statements);

    for (size_t i = json_array_size(list); i > 0; i--)
        if (is_labelled(json_array_get(list, i - 1), label))
            (void)json_array_remove(list, i - 1);
}

json_t *queue_policy_text(const json_t *policy)
{
    char *text = json_array_size(json_object_get(policy, statements)) > 0
                     ? json_dumps(policy, JSON_COMPACT)
                     : mem_text("");
    json_t *out = text ? json_string(text) : NULL;

    mem_free(text);
    return out;
}
