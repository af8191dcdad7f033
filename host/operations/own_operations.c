#include "host/operations/own_operations.h"

#include "common/compiler.h"
#include "host/events/queue_api.h"
#include "host/function_api/reads.h"
#include "host/hooks/hook_api.h"
#include "host/metrics_api/metrics_api.h"
#include "host/page/call_watch.h"
#include "host/releases/releases.h"

static const struct operation rows[] = {
    {"GET", "metrics", "GetMetrics", ACCESS_READ, NEEDS_NOTHING,
     metrics_api_get, NULL},
    {"GET", "_dayfly/metrics", "GetMetrics", ACCESS_READ, NEEDS_NOTHING,
     metrics_api_get, NULL},
    {"GET", "_dayfly/calls", "ListCalls", ACCESS_READ, NEEDS_NOTHING,
     call_watch_get, NULL},
    {"GET", "_dayfly/calls/*", "GetEventPayload", ACCESS_ADMIN, NEEDS_NOTHING,
     call_watch_get_failure, NULL},
    /* The link itself is signed (code_link.h). */
    {"GET", "_code/*", "GetCode", ACCESS_OPEN, NEEDS_STORE, reads_zip, NULL},
    {"GET", "_dayfly/queue", "ListEvents", ACCESS_READ, NEEDS_STORE,
     queue_api_list, NULL},
    {"POST", "_dayfly/queue/redrive", "RedriveEvents", ACCESS_ADMIN,
     NEEDS_STORE, queue_api_redrive, NULL},
    {"DELETE", "_dayfly/queue/events", "PurgeEvents", ACCESS_ADMIN, NEEDS_STORE,
     queue_api_purge, NULL},
    {"GET", "_dayfly/queue/events/*", "GetEventPayload", ACCESS_ADMIN,
     NEEDS_STORE, queue_api_show, NULL},
    {"DELETE", "_dayfly/queue/events/*", "PurgeEvents", ACCESS_ADMIN,
     NEEDS_STORE, queue_api_purge, NULL},
    {"POST", "_dayfly/queue/events/*/redrive", "RedriveEvents", ACCESS_ADMIN,
     NEEDS_STORE, queue_api_redrive, NULL},
    {"GET", "_dayfly/queue/queues/*/messages", "GetEventPayload", ACCESS_ADMIN,
     NEEDS_STORE, queue_api_messages, NULL},
    {"DELETE", "_dayfly/queue/queues/*/messages", "RemoveMessages",
     ACCESS_ADMIN, NEEDS_STORE, queue_api_remove_messages, NULL},
    {"DELETE", "_dayfly/queue/queues/*/messages/*", "RemoveMessages",
     ACCESS_ADMIN, NEEDS_STORE, queue_api_remove_messages, NULL},
    {"GET", "_dayfly/hooks", "ListHooks", ACCESS_READ, NEEDS_HOOKS,
     hook_api_list, NULL},
    {"POST", "_dayfly/hooks/*", "CreateHook", ACCESS_ADMIN, NEEDS_HOOKS,
     hook_api_create, NULL},
    {"PUT", "_dayfly/hooks/*", "UpdateHook", ACCESS_ADMIN, NEEDS_HOOKS,
     hook_api_change, NULL},
    {"DELETE", "_dayfly/hooks/*", "DeleteHook", ACCESS_ADMIN, NEEDS_HOOKS,
     hook_api_remove, NULL},
    {"POST", "_dayfly/releases", "CreateRelease", ACCESS_ADMIN, NEEDS_STORE,
     releases_create, NULL},
    {"GET", "_dayfly/releases", "ListReleases", ACCESS_READ, NEEDS_STORE,
     releases_list, NULL},
    {"POST", "_dayfly/releases/*/restore", "RestoreRelease", ACCESS_ADMIN,
     NEEDS_STORE, releases_restore, NULL},
};

const struct operation_table own_operations = {
    .rows = rows, .count = COUNT(rows), .signed_for = "lambda"};
