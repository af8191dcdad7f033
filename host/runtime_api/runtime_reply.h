/* runtime_reply.h - the answers of the Runtime API, as the service spells
 * them. Each answers the request. */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_REPLY_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_REPLY_H

struct request;

void runtime_answer_text(struct request *r, unsigned status, const char *type,
                         const char *text);
/* {"errorMessage":…,"errorType":…}, in this order, and a line end. */
void runtime_answer_error(struct request *r, unsigned status, const char *type,
                          const char *message);
/* 202 {"status":"OK"} */
void runtime_answer_ok(struct request *r);
void runtime_answer_too_large(struct request *r, int most_bytes);

#endif
