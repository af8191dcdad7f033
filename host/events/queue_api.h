/* queue_api.h - /_dayfly/queue: what waits, dead letters, and the queues of the
 * host, for `dayfly queue`. */
#ifndef DAYFLY_HOST_EVENTS_QUEUE_API_H
#define DAYFLY_HOST_EVENTS_QUEUE_API_H

struct http_request;
struct request_path;
struct service_context;

/* GET /_dayfly/queue[?dead=1&after=NUMBER] */
void queue_api_list(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
/* GET /_dayfly/queue/events/ID */
void queue_api_show(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
/* POST /_dayfly/queue/events/ID/redrive, POST /_dayfly/queue/redrive */
void queue_api_redrive(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
/* DELETE /_dayfly/queue/events/ID, DELETE /_dayfly/queue/events */
void queue_api_purge(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
/* GET /_dayfly/queue/queues/NAME/messages[?max=NUMBER] */
void queue_api_messages(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);
/* DELETE /_dayfly/queue/queues/NAME/messages/ID, and without ID */
void queue_api_remove_messages(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path);

#endif
