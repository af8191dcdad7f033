/* runtime_reply.h - the answers of the Runtime API, as the service spells
 * them. Each answers the request. */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_REPLY_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_REPLY_H

struct http_request;

void runtime_reply_text(struct http_request *req, unsigned status,
                        const char *type, const char *text);
/* {"errorMessage":…,"errorType":…}, in this order, and a line end. */
void runtime_reply_error(struct http_request *req, unsigned status,
                         const char *type, const char *message);
/* 202 {"status":"OK"} */
void runtime_reply_ok(struct http_request *req);
void runtime_reply_too_large(struct http_request *req, int most_bytes);

#endif
