/* service_reply.h - responses that several operations of the Lambda API have in
 * common. */
#ifndef DAYFLY_HOST_SERVICE_SERVICE_REPLY_H
#define DAYFLY_HOST_SERVICE_SERVICE_REPLY_H

struct http_request;
struct json_t;

/* 200 with the JSON, whose reference is taken. If it is NULL, or memory is
 * short, 500. */
void service_reply_json(struct http_request *req, struct json_t *value);
/* The same with another status. */
void service_reply_json_with(struct http_request *req, unsigned status,
                             struct json_t *value);
/* The same with status 200 and another header field; text NULL: none. */
void service_reply_json_field(struct http_request *req, struct json_t *value,
                              const char *name, const char *text);
/* 204 without a body: it is done. */
void service_reply_nothing(struct http_request *req);
/* 404: there is no such function. */
void service_reply_not_found(struct http_request *req, const char *arn);

#endif
