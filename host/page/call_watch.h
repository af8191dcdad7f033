/* call_watch.h - live calls for callers of the host:
 *
 *   GET /_dayfly/calls        the last calls as JSON (recent_calls.h); with
 *                             "Accept: text/event-stream" first these, then
 *                             those that change, at most ten times a second
 *   GET /_dayfly/calls/ID     the event and the error of a call that failed
 *
 * Without a watcher a call costs the copy of its names. */
#ifndef DAYFLY_HOST_PAGE_CALL_WATCH_H
#define DAYFLY_HOST_PAGE_CALL_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "host/base/event_loop.h"

struct http_request;
struct recent_calls;
struct request_path;
struct service_context;
struct watcher;

enum { CALL_WATCHERS_MAX = 32 };

struct call_watch {
    struct event_loop *loop;
    struct recent_calls *calls; /* borrowed */
    struct timer timer;         /* set while a watcher has something to get */
    struct watcher *first;      /* owned by their requests */
    size_t count;
    bool ended;
};

void call_watch_open(struct call_watch *watch, struct event_loop *loop,
                     struct recent_calls *calls);
/* The host stops: the streams end. */
void call_watch_end(struct call_watch *watch);
/* The requests are closed before. */
void call_watch_close(struct call_watch *watch);

void call_watch_get(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
void call_watch_get_failure(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);

#endif
