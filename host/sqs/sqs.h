/* sqs.h - the API of SQS, in AWS JSON 1.0, on the queues of this host. */
#ifndef DAYFLY_HOST_SQS_SQS_H
#define DAYFLY_HOST_SQS_SQS_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* By its header X-Amz-Target and its path: clients send to "/", or to the URL
 * of a queue. */
bool sqs_is_for(const struct http_request *req);
void sqs_serve(struct service_context *service, struct http_request *req);

#endif
