#include "host/client/queue_calls.h"

/* A host finds a queue by the end of its URL. */
static enum api_result send(json_t **answer, const struct api_target *target,
                            const char *operation, json_t *body,
                            struct error *err)
{
    const struct api_request request = {.path = "/",
                                        .service = "sqs",
                                        .operation = operation,
                                        .type = "application/x-amz-json-1.0"};

    return api_json_send_object(answer, target, &request, body, err);
}

enum api_result queue_calls_get(json_t **attributes,
                                const struct api_target *target,
                                const char *queue, struct error *err)
{
    json_t *answer = NULL;
    enum api_result result = send(
        &answer, target, "AmazonSQS.GetQueueAttributes",
        json_pack("{s:s, s:[s]}", "QueueUrl", queue, "AttributeNames", "All"),
        err);

    *attributes = json_incref(json_object_get(answer, "Attributes"));
    json_decref(answer);
    return result;
}

enum api_result queue_calls_move_back(long long *moved,
                                      const struct api_target *target,
                                      const char *queue, struct error *err)
{
    json_t *attributes = NULL;
    json_t *answer = NULL;
    enum api_result result = queue_calls_get(&attributes, target, queue, err);
    json_t *body = json_pack("{s:O?}", "SourceArn",
                             json_object_get(attributes, "QueueArn"));

    json_decref(attributes);
    if (result == API_DONE)
        result = send(&answer, target, "AmazonSQS.StartMessageMoveTask",
                      json_incref(body), err);
    json_decref(answer);
    answer = NULL;
    if (result == API_DONE)
        result = send(&answer, target, "AmazonSQS.ListMessageMoveTasks",
                      json_incref(body), err);
    json_decref(body);
    *moved =
        api_json_number(json_array_get(json_object_get(answer, "Results"), 0),
                        "ApproximateNumberOfMessagesMoved");
    json_decref(answer);
    return result;
}

static bool change(const struct api_target *target, const char *operation,
                   const char *key, const char *queue, const json_t *attributes,
                   struct error *err)
{
    json_t *answer = NULL;
    bool ok = send(&answer, target, operation,
                   json_pack("{s:s, s:O}", key, queue, "Attributes",
                             (json_t *)(size_t)attributes),
                   err) == API_DONE;

    json_decref(answer);
    return ok;
}

bool queue_calls_create(const struct api_target *target, const char *queue,
                        const json_t *attributes, struct error *err)
{
    return change(target, "AmazonSQS.CreateQueue", "QueueName", queue,
                  attributes, err);
}

bool queue_calls_set(const struct api_target *target, const char *queue,
                     const json_t *attributes, struct error *err)
{
    return change(target, "AmazonSQS.SetQueueAttributes", "QueueUrl", queue,
                  attributes, err);
}
