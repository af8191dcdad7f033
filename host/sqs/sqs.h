/* sqs.h - the API of SQS on the queues of this host, in AWS JSON 1.0 and in the
 * Query protocol that clients from before November 2023 speak. */
#ifndef DAYFLY_HOST_SQS_SQS_H
#define DAYFLY_HOST_SQS_SQS_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* By its path, headers and query, so before there is a body: clients send to
 * "/", or to the URL of a queue. A form that is sent to "/" is for SQS if its
 * signature is. */
bool sqs_is_for(const struct http_request *req);
/* A form at "/" without a signature has an operation of SQS. Routes come before
 * it. */
bool sqs_may_be_for(const struct http_request *req);
/* Calls `each` for the names of the queues that a whole request is about, as it
 * says them; not if it cannot be read. */
void sqs_each_queue(const struct http_request *req,
                    void (*each)(void *self, const char *queue), void *self);
void sqs_serve(struct service_context *service, struct http_request *req);

#endif
