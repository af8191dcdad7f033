/* server.h - `dayfly serve`: creates all parts of the host, and runs the event
 * loop until a signal. */
#ifndef DAYFLY_HOST_SERVER_SERVER_H
#define DAYFLY_HOST_SERVER_SERVER_H

#include <stdbool.h>

#include "host/base/aside.h"
#include "host/base/listen_address.h"
#include "host/dispatch/dispatcher.h"
#include "host/events/events.h"
#include "host/http/listener.h"
#include "host/logbook/logbook.h"
#include "host/management/management.h"
#include "host/metrics/stats_book.h"
#include "host/page/call_watch.h"
#include "host/mappings/mappings.h"
#include "host/auth/caller_check.h"
#include "host/runner/async_log.h"
#include "host/runtime/recent_calls.h"
#include "host/hooks/hooks.h"
#include "host/schedules/scheduler.h"
#include "host/server/server_access.h"
#include "host/service/refusals.h"
#include "host/service/service_context.h"
#include "host/tracing/tracer.h"

struct server {
    struct event_loop loop;
    struct aside aside;
    struct log_writer log;
    struct async_log async_log;
    struct stats_book stats;
    struct tracer tracer;
    struct logbook logbook;
    struct function_registry *registry;
    struct dispatcher dispatcher;
    struct http_server *api_server;
    struct http_server *runtime_server;
    struct listener listener;
    struct service_context service;
    struct caller_check caller_check;
    struct management management;
    struct events events;
    struct scheduler scheduler;
    struct hooks hooks;
    struct mappings mappings;
    struct refusals refusals;
    struct recent_calls calls;
    struct call_watch call_watch;
    struct http_handler handler;
    struct fd_watch signals;
    struct timer stop_timer;
    struct call_log call_log;
    int64_t drain_ms;      /* for invocations that run when a signal comes */
    char near_url[320];    /* for its functions, without a slash at the end */
    bool has_given_socket; /* it listens when this process has ended, too */
    bool disk_fails;       /* the log says so */
    bool ending;           /* a signal has come */
    bool stopping;
    bool timed_out; /* do not wait for invocations any more */
};

enum { DRAIN_DEFAULT_S = 30, DRAIN_MAX_S = 900 };

/* The region in the host's environment, or us-east-1. */
const char *server_region(void);
/* Listens and serves the functions of the registry, which is borrowed, and
 * those of the store in the folder `data`; NULL: there is none. `access`, which
 * is borrowed, says who may call. Call
 * server_close even if it returns false. */
bool server_open(struct server *s, const struct listen_address *address,
                 struct function_registry *registry,
                 const struct call_log *call_log, const char *data,
                 const struct log_limits *limits,
                 const struct server_access *access, struct error *err);
/* Returns after SIGTERM, SIGINT or SIGHUP, when all invocations have ended or a
 * second signal has arrived. Invocations have drain_ms to end; then the runtime
 * processes get SIGTERM and 2 s more. */
void server_run(struct server *s);
void server_close(struct server *s);

#endif
