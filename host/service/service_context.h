/* service_context.h - what the handlers of callers' requests need, and how they
 * find the function that a request names. */
#ifndef DAYFLY_HOST_SERVICE_SERVICE_CONTEXT_H
#define DAYFLY_HOST_SERVICE_SERVICE_CONTEXT_H

#include <stdbool.h>

#include "host/functions/function_name.h"

struct call_watch;
struct caller_check;
struct dispatcher;
struct function;
struct http_request;
struct proxy_list;
struct request_path;
struct pool;

struct events;
struct hooks;
struct logbook;
struct management;
struct scheduler;
struct message_queues;
struct mappings;

struct service_context {
    struct dispatcher *dispatcher;
    struct logbook *logbook;       /* NULL: nothing is kept */
    struct management *management; /* NULL: functions are folders alone */
    struct events *events;         /* NULL: they are in memory only */
    struct call_watch *call_watch; /* the live calls */
    struct scheduler *scheduler;   /* NULL: there are no schedules */
    struct hooks *hooks;           /* NULL: there are no webhooks */
    struct message_queues *queues; /* NULL: there are none */
    struct mappings *mappings;     /* NULL with them */
    const char *region;
    char base[320];               /* its URL, without a slash at the end */
    const char *const *own_hosts; /* names that Host may have; NULL ends them */
    const char *page_host;        /* page_place.h; NULL: the usual one */
    const struct proxy_list *proxies;  /* that are trusted; or NULL */
    struct caller_check *caller_check; /* NULL: callers need no key */
    unsigned char link_key[32];        /* of links to code; new at each start */
    int port;
};

/* The function that the third segment of the path and the query parameter
 * `Qualifier` name, as they are written. False: they are not valid, and the
 * response was sent. */
bool service_read_name(const struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path,
                       struct function_name *n);
/* The pool of the function that the third segment of the path and the query
 * parameter `Qualifier` name; `arn` has the qualifier as given. NULL: there is
 * none, and the response was sent. */
struct pool *service_find_pool(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path,
                               char arn[FUNCTION_ARN_SIZE]);
/* The function itself, for reading only. NULL as above. */
const struct function *service_find_function(struct service_context *service,
                                             struct http_request *req,
                                             const struct request_path *path);

#endif
