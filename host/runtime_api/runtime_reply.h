/* runtime_reply.h - the responses of the Runtime API, as AWS Lambda spells
 * them. Each function responds to the request. */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_REPLY_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_REPLY_H

struct http_request;

void runtime_reply_text(struct http_request *req, unsigned status,
                        const char *type, const char *text);
/* {"errorMessage":…,"errorType":…} and a line end, with this status. */
void runtime_reply_error(struct http_request *req, unsigned status,
                         const char *type, const char *message);
/* 202 {"status":"OK"} */
void runtime_reply_ok(struct http_request *req);
/* 413 */
void runtime_reply_too_large(struct http_request *req, int max_bytes);

#endif
