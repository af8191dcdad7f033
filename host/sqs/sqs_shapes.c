#include "host/sqs/sqs_shapes.h"

#include <string.h>

#include "common/compiler.h"

#define TEXT(text)                                                             \
    {                                                                          \
        .name = (text), .json = (text), .kind = QUERY_TEXT                     \
    }
#define NUMBER(text)                                                           \
    {                                                                          \
        .name = (text), .json = (text), .kind = QUERY_NUMBER                   \
    }
#define LIST(form, in_json, items)                                             \
    {                                                                          \
        .name = (form), .json = (in_json), .kind = QUERY_LIST, .of = (items)   \
    }
#define MAP(form, in_json, its_key, values)                                    \
    {                                                                          \
        .name = (form), .json = (in_json), .kind = QUERY_MAP, .of = (values),  \
        .key = (its_key)                                                       \
    }
#define END                                                                    \
    {                                                                          \
        .name = NULL                                                           \
    }
#define ATTRIBUTES MAP("Attribute", "Attributes", "Name", NULL)
#define QUEUE TEXT("QueueUrl")

static const struct query_member attribute_value[] = {
    TEXT("StringValue"), TEXT("BinaryValue"), TEXT("DataType"), END};

#define OF_MESSAGE                                                             \
    MAP("MessageAttribute", "MessageAttributes", "Name", attribute_value),     \
        MAP("MessageSystemAttribute", "MessageSystemAttributes", "Name",       \
            attribute_value),                                                  \
        TEXT("MessageBody"), NUMBER("DelaySeconds"), TEXT("MessageGroupId"),   \
        TEXT("MessageDeduplicationId")
#define SENT                                                                   \
    TEXT("MessageId"), TEXT("MD5OfMessageBody"),                               \
        TEXT("MD5OfMessageAttributes"), TEXT("MD5OfMessageSystemAttributes"),  \
        TEXT("SequenceNumber")

static const struct query_member queue[] = {QUEUE, END};
static const struct query_member create[] = {
    TEXT("QueueName"), ATTRIBUTES, MAP("Tag", "tags", "Key", NULL), END};
static const struct query_member get_url[] = {
    TEXT("QueueName"), TEXT("QueueOwnerAWSAccountId"), END};
static const struct query_member list[] = {
    TEXT("QueueNamePrefix"), TEXT("NextToken"), NUMBER("MaxResults"), END};
static const struct query_member listed[] = {
    LIST("QueueUrl", "QueueUrls", NULL), TEXT("NextToken"), END};
static const struct query_member sources[] = {QUEUE, TEXT("NextToken"),
                                              NUMBER("MaxResults"), END};
static const struct query_member listed_sources[] = {
    LIST("QueueUrl", "queueUrls", NULL), TEXT("NextToken"), END};
static const struct query_member tags[] = {MAP("Tag", "Tags", "Key", NULL),
                                           END};
static const struct query_member tag[] = {QUEUE,
                                          MAP("Tag", "Tags", "Key", NULL), END};
static const struct query_member untag[] = {
    QUEUE, LIST("TagKey", "TagKeys", NULL), END};
static const struct query_member get_attributes[] = {
    QUEUE, LIST("AttributeName", "AttributeNames", NULL), END};
static const struct query_member attributes[] = {ATTRIBUTES, END};
static const struct query_member set_attributes[] = {QUEUE, ATTRIBUTES, END};

static const struct query_member allow[] = {
    QUEUE, TEXT("Label"), LIST("AWSAccountId", "AWSAccountIds", NULL),
    LIST("ActionName", "Actions", NULL), END};
static const struct query_member forbid[] = {QUEUE, TEXT("Label"), END};

static const struct query_member send[] = {QUEUE, OF_MESSAGE, END};
static const struct query_member sent[] = {SENT, END};
static const struct query_member send_entry[] = {TEXT("Id"), OF_MESSAGE, END};
static const struct query_member send_batch[] = {
    QUEUE, LIST("SendMessageBatchRequestEntry", "Entries", send_entry), END};
static const struct query_member sent_entry[] = {TEXT("Id"), SENT, END};
static const struct query_member failed_entry[] = {
    TEXT("Id"), TEXT("SenderFault"), TEXT("Code"), TEXT("Message"), END};
#define FAILED LIST("BatchResultErrorEntry", "Failed", failed_entry)
static const struct query_member sent_batch[] = {
    LIST("SendMessageBatchResultEntry", "Successful", sent_entry), FAILED, END};

static const struct query_member receive[] = {
    QUEUE,
    LIST("AttributeName", "AttributeNames", NULL),
    LIST("MessageSystemAttributeName", "MessageSystemAttributeNames", NULL),
    LIST("MessageAttributeName", "MessageAttributeNames", NULL),
    NUMBER("MaxNumberOfMessages"),
    NUMBER("VisibilityTimeout"),
    NUMBER("WaitTimeSeconds"),
    TEXT("ReceiveRequestAttemptId"),
    END};
static const struct query_member message[] = {
    TEXT("MessageId"),
    TEXT("ReceiptHandle"),
    TEXT("MD5OfBody"),
    TEXT("MD5OfMessageAttributes"),
    TEXT("Body"),
    ATTRIBUTES,
    MAP("MessageAttribute", "MessageAttributes", "Name", attribute_value),
    END};
static const struct query_member received[] = {
    LIST("Message", "Messages", message), END};

static const struct query_member mark[] = {QUEUE, TEXT("ReceiptHandle"),
                                           NUMBER("VisibilityTimeout"), END};
static const struct query_member mark_entry[] = {
    TEXT("Id"), TEXT("ReceiptHandle"), NUMBER("VisibilityTimeout"), END};
static const struct query_member marked_entry[] = {TEXT("Id"), END};
static const struct query_member delete_batch[] = {
    QUEUE, LIST("DeleteMessageBatchRequestEntry", "Entries", mark_entry), END};
static const struct query_member deleted_batch[] = {
    LIST("DeleteMessageBatchResultEntry", "Successful", marked_entry), FAILED,
    END};
static const struct query_member delay_batch[] = {
    QUEUE,
    LIST("ChangeMessageVisibilityBatchRequestEntry", "Entries", mark_entry),
    END};
static const struct query_member delayed_batch[] = {
    LIST("ChangeMessageVisibilityBatchResultEntry", "Successful", marked_entry),
    FAILED, END};

static const struct query_member start_move[] = {
    TEXT("SourceArn"), TEXT("DestinationArn"),
    NUMBER("MaxNumberOfMessagesPerSecond"), END};
static const struct query_member handle[] = {TEXT("TaskHandle"), END};
static const struct query_member list_moves[] = {TEXT("SourceArn"),
                                                 NUMBER("MaxResults"), END};
static const struct query_member move[] = {
    TEXT("TaskHandle"),
    TEXT("Status"),
    TEXT("SourceArn"),
    TEXT("DestinationArn"),
    NUMBER("MaxNumberOfMessagesPerSecond"),
    NUMBER("ApproximateNumberOfMessagesMoved"),
    NUMBER("ApproximateNumberOfMessagesToMove"),
    TEXT("FailureReason"),
    NUMBER("StartedTimestamp"),
    END};
static const struct query_member moves[] = {
    LIST("ListMessageMoveTasksResultEntry", "Results", move), END};
static const struct query_member moved[] = {
    NUMBER("ApproximateNumberOfMessagesMoved"), END};

static const struct query_action actions[] = {
    {"CreateQueue", create, queue},
    {"DeleteQueue", queue, NULL},
    {"ListQueues", list, listed},
    {"PurgeQueue", queue, NULL},
    {"GetQueueUrl", get_url, queue},
    {"TagQueue", tag, NULL},
    {"UntagQueue", untag, NULL},
    {"ListQueueTags", queue, tags},
    {"ListDeadLetterSourceQueues", sources, listed_sources},
    {"GetQueueAttributes", get_attributes, attributes},
    {"SetQueueAttributes", set_attributes, NULL},
    {"AddPermission", allow, NULL},
    {"RemovePermission", forbid, NULL},
    {"SendMessage", send, sent},
    {"SendMessageBatch", send_batch, sent_batch},
    {"ReceiveMessage", receive, received},
    {"DeleteMessage", mark, NULL},
    {"DeleteMessageBatch", delete_batch, deleted_batch},
    {"ChangeMessageVisibility", mark, NULL},
    {"ChangeMessageVisibilityBatch", delay_batch, delayed_batch},
    {"StartMessageMoveTask", start_move, handle},
    {"ListMessageMoveTasks", list_moves, moves},
    {"CancelMessageMoveTask", handle, moved},
};

const struct query_action *sqs_shapes_find(const char *name)
{
    for (size_t i = 0; i < COUNT(actions); i++)
        if (!strcmp(actions[i].name, name))
            return &actions[i];
    return NULL;
}
