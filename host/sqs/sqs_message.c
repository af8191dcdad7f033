#include "host/sqs/sqs_message.h"

#include <string.h>

#include "host/crypto/md5.h"
#include "host/message_queues/message_facts.h"
#include "host/message_queues/message_fetch.h"

/* "All" or, of attributes of senders, ".*" or "*"; "name"; or "prefix.*" */
static bool is_wanted(const json_t *names, const char *name)
{
    size_t i;
    const json_t *item;

    json_array_foreach(names, i, item)
    {
        const char *word = json_string_value(item);
        size_t size = word ? strlen(word) : 0;
        if (word && (!strcmp(word, "All") || !strcmp(word, "*") ||
                     !strcmp(word, name) ||
                     (size > 1 && !strcmp(word + size - 2, ".*") &&
                      !strncmp(word, name, size - 2))))
            return true;
    }
    return false;
}

static json_t *choose(const json_t *all, const json_t *names,
                      const json_t *other_names)
{
    json_t *out = json_object();
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)all, name, value)
    {
        if (is_wanted(names, name) || is_wanted(other_names, name))
            (void)json_object_set(out, name, value);
    }
    return out;
}

/* Takes the object; it is left out if it is empty. */
static void set(json_t *shown, const char *name, json_t *object)
{
    if (json_object_size(object) > 0)
        (void)json_object_set(shown, name, object);
    json_decref(object);
}

json_t *sqs_message_show(const struct fetched_message *message,
                         const struct message_queue *queue,
                         const json_t *request)
{
    char md5[MD5_TEXT_SIZE];
    json_t *of_sqs = message_facts_of_sqs(message, queue);
    json_t *own =
        choose(json_object_get(message->facts, "MessageAttributes"),
               json_object_get(request, "MessageAttributeNames"), NULL);
    json_t *shown;

    md5_text(md5, message->body.data, message->body.size);
    shown = json_pack("{s:s, s:s, s:s, s:s%}", "MessageId", message->message_id,
                      "ReceiptHandle", message->receipt, "MD5OfBody", md5,
                      "Body", message->body.data, message->body.size);
    set(shown, "Attributes",
        choose(of_sqs, json_object_get(request, "AttributeNames"),
               json_object_get(request, "MessageSystemAttributeNames")));
    if (message_facts_md5(own, md5))
        (void)json_object_set_new(shown, "MD5OfMessageAttributes",
                                  json_string(md5));
    set(shown, "MessageAttributes", own);
    json_decref(of_sqs);
    return shown;
}
