#include "host/sqs/sqs_draft.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/crypto/digest.h"
#include "host/crypto/md5.h"
#include "host/http/http_request.h"
#include "host/message_queues/message_facts.h"

enum { DELAY_MAX_S = 900, TRACE_MAX = 1024 };

static bool check_body(struct sqs_draft *draft,
                       const struct message_queue *queue, const json_t *body,
                       const json_t *attributes, struct sqs_problem *problem)
{
    int64_t most = message_queue_number(queue, "MaximumMessageSize");

    draft->size = json_string_length(body) + message_facts_size(attributes);
    if ((int64_t)draft->size > most)
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "One or more parameters %s. Reason: Message must be shorter than "
            "%lld bytes.",
            draft->in_batch ? "cannot be validated" : "are invalid",
            (long long)most);
    if (!sqs_content_is_text(json_string_value(body), json_string_length(body)))
        return sqs_problem_set(
            problem, SQS_BAD_CONTENT,
            "Invalid characters found. Valid unicode characters are #x9 | #xA "
            "| #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
    return true;
}

static bool bad_id(struct sqs_problem *problem, const char *name,
                   const char *value)
{
    return sqs_problem_set(
        problem, SQS_BAD_VALUE,
        "Value %.256s for parameter %s is invalid. Reason: %s can only "
        "include alphanumeric and punctuation characters. 1 to 128 in length.",
        value, name, name);
}

static bool set_dedup(struct sqs_draft *draft,
                      const struct message_queue *queue, const char *group,
                      const char *given, const json_t *body,
                      struct sqs_problem *problem)
{
    bool by_group = !strcmp(
        message_queue_attribute(queue, "DeduplicationScope"), "messageGroup");
    char hash[DIGEST_TEXT_SIZE];

    problem->of_batch =
        !given &&
        strcmp(message_queue_attribute(queue, "ContentBasedDeduplication"),
               "true") != 0;
    if (problem->of_batch)
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "The queue should either have ContentBasedDeduplication enabled "
            "or MessageDeduplicationId provided explicitly");
    if (!given)
        digest_text(json_string_value(body), json_string_length(body), hash);
    (void)snprintf(draft->dedup, sizeof draft->dedup, "%s %s",
                   given ? given : hash, by_group ? group : "");
    return true;
}

static bool check_order(struct sqs_draft *draft, struct sqs_call *call,
                        const struct message_queue *queue,
                        struct new_message *message,
                        struct sqs_problem *problem)
{
    const json_t *entry = draft->entry;
    const char *group = sqs_call_text(call, entry, "MessageGroupId");
    const char *dedup = sqs_call_text(call, entry, "MessageDeduplicationId");
    bool fifo = message_queue_is_fifo(queue);

    message->family = "";
    if (group && !sqs_content_is_id(group))
        return bad_id(problem, "MessageGroupId", group);
    if (dedup && !sqs_content_is_id(dedup))
        return bad_id(problem, "MessageDeduplicationId", dedup);
    if (dedup && !fifo)
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "Value %.256s for parameter MessageDeduplicationId is invalid. "
            "Reason: The request includes a parameter that is not valid for "
            "this queue type.",
            dedup);
    if (!fifo)
        return true;
    problem->of_batch = !group;
    if (!group)
        return sqs_problem_set(
            problem, draft->in_batch ? SQS_BAD_VALUE : SQS_MISSING,
            "The request must contain the parameter MessageGroupId.");
    message->family = group;
    message->dedup = draft->dedup;
    return set_dedup(draft, queue, group, dedup,
                     json_object_get(entry, "MessageBody"), problem);
}

static bool set_delay(struct sqs_call *call, const struct message_queue *queue,
                      const json_t *entry, struct new_message *message,
                      struct sqs_problem *problem)
{
    const json_t *given = json_object_get(entry, "DelaySeconds");
    int64_t delay_s =
        sqs_call_number(call, entry, "DelaySeconds", INT32_MIN, INT32_MAX, -1);
    bool is_given = given && !json_is_null(given);
    bool fifo = message_queue_is_fifo(queue);

    if (is_given && (delay_s < 0 || delay_s > DELAY_MAX_S))
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "Value %lld for parameter DelaySeconds is "
                               "invalid. Reason: DelaySeconds must be >= 0 "
                               "and <= %d.",
                               (long long)delay_s, DELAY_MAX_S);
    if (is_given && delay_s > 0 && fifo)
        return sqs_problem_set(problem, SQS_BAD_VALUE,
                               "Value %lld for parameter DelaySeconds is "
                               "invalid. Reason: The request include "
                               "parameter that is not valid for this queue "
                               "type.",
                               (long long)delay_s);
    message->delay_ms =
        1000 * (is_given && !fifo
                    ? delay_s
                    : message_queue_number(queue, "DelaySeconds"));
    return true;
}

/* What the sender says, else the header that SDKs send within a trace. */
static const char *trace_of(const struct sqs_call *call, const json_t *given)
{
    const json_t *trace = json_object_get(given, "AWSTraceHeader");
    const char *header =
        trace ? NULL : http_request_header(call->req, "X-Amzn-Trace-Id");

    if (header && *header && strlen(header) <= TRACE_MAX)
        return header;
    return json_string_value(json_object_get(trace, "StringValue"));
}

static char *facts_of(struct sqs_call *call, const json_t *entry,
                      const json_t *attributes)
{
    const json_t *given =
        sqs_call_map(call, entry, "MessageSystemAttributes", true);
    const char *trace = trace_of(call, given);
    json_t *own = json_pack("{s:s}", "SenderId", QUEUE_ACCOUNT);
    json_t *facts = json_pack("{s:o}", "Attributes", own);
    static const char *const names[] = {"MessageGroupId",
                                        "MessageDeduplicationId"};
    char *text;

    for (size_t i = 0; i < COUNT(names); i++)
        if (json_is_string(json_object_get(entry, names[i])))
            (void)json_object_set(own, names[i],
                                  json_object_get(entry, names[i]));
    if (trace)
        (void)json_object_set_new(own, "AWSTraceHeader", json_string(trace));
    if (attributes && json_object_size(attributes) > 0)
        (void)json_object_set(facts, "MessageAttributes", (json_t *)attributes);
    text = json_dumps(facts, JSON_COMPACT);
    json_decref(facts);
    return text;
}

bool sqs_draft_make(struct sqs_draft *draft, struct sqs_call *call,
                    const struct message_queue *queue, const json_t *entry,
                    struct new_message *message, struct sqs_problem *problem)
{
    const json_t *body = json_object_get(entry, "MessageBody");
    const json_t *attributes =
        sqs_call_map(call, entry, "MessageAttributes", true);
    const json_t *of_sqs =
        sqs_call_map(call, entry, "MessageSystemAttributes", true);

    draft->entry = entry;
    if (!sqs_call_needed(call, entry, "MessageBody") || call->failed ||
        !check_body(draft, queue, body, attributes, problem) ||
        (attributes && !sqs_content_check_attributes(attributes, problem)) ||
        (of_sqs && !sqs_content_check_of_sqs(of_sqs, problem)) ||
        !check_order(draft, call, queue, message, problem) ||
        !set_delay(call, queue, entry, message, problem))
        return false;
    draft->facts = facts_of(call, entry, attributes);
    if (!draft->facts)
        sqs_call_fail(call, SQS_INTERNAL, "Out of memory.");
    uuid_make(message->message_id);
    message->body = json_string_value(body);
    message->size = json_string_length(body);
    message->facts = draft->facts;
    return !call->failed;
}

void sqs_draft_free(struct sqs_draft *draft)
{
    mem_free(draft->facts);
    draft->facts = NULL;
}

static void add_md5(json_t *reply, const char *name, const json_t *attributes)
{
    char md5[MD5_TEXT_SIZE];

    if (message_facts_md5(attributes, md5))
        (void)json_object_set_new(reply, name, json_string(md5));
}

json_t *sqs_draft_reply(const struct sqs_draft *draft,
                        const struct new_message *message)
{
    json_t *reply = json_object();
    char text[MD5_TEXT_SIZE];

    md5_text(text, message->body, message->size);
    (void)json_object_set_new(reply, "MD5OfMessageBody", json_string(text));
    add_md5(reply, "MD5OfMessageAttributes",
            json_object_get(draft->entry, "MessageAttributes"));
    add_md5(reply, "MD5OfMessageSystemAttributes",
            json_object_get(draft->entry, "MessageSystemAttributes"));
    (void)json_object_set_new(reply, "MessageId",
                              json_string(message->message_id));
    if (message->dedup) {
        message_facts_sequence(message->number, text);
        (void)json_object_set_new(reply, "SequenceNumber", json_string(text));
    }
    return reply;
}
