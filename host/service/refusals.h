/* refusals.h - callers that are refused because too many wait. Who is refused
 * may ask again at once, and many who do so would leave no time for those who
 * wait: so each is answered a moment later. */
#ifndef DAYFLY_HOST_SERVICE_REFUSALS_H
#define DAYFLY_HOST_SERVICE_REFUSALS_H

#include <stdbool.h>

#include "host/base/event_loop.h"

struct http_request;
struct refusal;

struct refusals {
    struct event_loop *loop;
    struct timer timer;     /* of the oldest */
    struct refusal *oldest; /* owned */
    struct refusal *newest;
    bool stopping; /* the host takes no call any more: that is the reason */
};

void refusals_open(struct refusals *refusals, struct event_loop *loop);
/* Answers with 429, or with 503 if the host stops, after REFUSALS_HELD_MS.
 * is_limited: by a limit of the function, else by the account's. Takes the
 * request's user_data and on_closed. */
void refusals_add(struct refusals *refusals, struct http_request *req,
                  bool is_limited);
/* The requests are closed before. */
void refusals_close(struct refusals *refusals);

enum { REFUSALS_HELD_MS = 50 };
#define REFUSALS_STOPPING "The host is stopping."

#endif
