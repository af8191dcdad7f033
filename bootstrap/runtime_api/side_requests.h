/* side_requests.h - requests besides those for an event and with its response.
 */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_SIDE_REQUESTS_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_SIDE_REQUESTS_H

#include "bootstrap/event/invocation.h"
#include "bootstrap/runtime_api/http_client.h"
#include "common/buf.h"
#include "common/log.h"

/* Keeps, for the log, the body of a reply that is not an event. */
struct http_callbacks reply_callbacks(struct buf *body);
/* Judges the server's reply to `restore/next`, whose body is `reply`. False:
 * err says why there can be no events. */
bool restore_result(const struct http_result *end, const struct buf *reply,
                    struct log *log, struct error *err) MUST_CHECK;
/* Tells the server that a process loads the function before it can take this
 * event. False: it cannot be told, which does no harm. */
bool loading_send(struct http_client *http, const struct invocation *inv,
                  struct http_callbacks reply) MUST_CHECK;

#endif
