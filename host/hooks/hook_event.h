/* hook_event.h - a signed request to a webhook becomes an event that is kept:
 * its sender gets 202 when it is on the disk. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_EVENT_H
#define DAYFLY_HOST_HOOKS_HOOK_EVENT_H

struct hook;
struct hook_request;
struct http_request;
struct service_context;

/* Answers the request, now or when the disk has it. */
void hook_event_take(struct service_context *service, struct hook *hook,
                     struct http_request *req,
                     const struct hook_request *request);

#endif
