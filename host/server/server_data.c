#include "host/server/server_data.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/http/http_gate.h"
#include "host/mappings/mapping_folders.h"
#include "host/rules/rules.h"
#include "host/schedules/schedule_folders.h"
#include "host/service/service_error.h"
#include "host/store/store.h"
#include "host/store/store_sync.h"

/* Functions are called even if nothing can be kept of what they print. */
static void open_logbook(struct server *s, const struct log_limits *limits)
{
    AUTO(struct buf, buf_free) line = BUF(2048);
    struct error err = ERROR_NONE;

    if (!logbook_open(&s->logbook, store_folder(s->management.store), limits,
                      &err) &&
        buf_printf(&line, "dayfly: logs are not kept: %s", err.text))
        log_writer_line(&s->log, NULL, line.data, line.size);
}

static int64_t search_again(void *self)
{
    struct server *s = self;

    if (!s->stopping && schedule_folders_have_changed(&s->scheduler))
        schedule_folders_search(&s->scheduler);
    mapping_folders_search(&s->mappings);
    return -1;
}

static void tell_kept(struct server *s, const char *what, const char *name)
{
    AUTO(struct buf, buf_free) line = BUF(512);

    if (buf_printf(&line,
                   "dayfly: %s, such as those of %s, do nothing: that needs "
                   "--data DIR",
                   what, name))
        log_writer_line(&s->log, NULL, line.data, line.size);
}

/* Without a store nothing is due, and there are no messages. */
static void tell_without(struct server *s)
{
    const char *schedules = NULL;
    const char *queues = NULL;
    const char *hooks = NULL;

    for (size_t i = s->registry->count; i-- > 0;) {
        const struct function *fn = s->registry->functions[i];
        schedules = fn->manifest.schedules ? fn->name : schedules;
        queues = fn->manifest.queues ? fn->name : queues;
        hooks = fn->manifest.hooks ? fn->name : hooks;
    }
    if (schedules)
        tell_kept(s, "schedules", schedules);
    if (queues)
        tell_kept(s, "queues", queues);
    if (hooks)
        tell_kept(s, "webhooks", hooks);
}

static bool open_hooks(struct server *s, struct error *err)
{
    const struct hooks parts = {.store = s->management.store,
                                .seal = &s->management.seal,
                                .events = &s->events,
                                .dispatcher = &s->dispatcher,
                                .loop = &s->loop,
                                .log = &s->log};

    s->service.hooks = &s->hooks;
    return hooks_open(&s->hooks, &parts, err);
}

static bool open_scheduler(struct server *s, struct error *err)
{
    const struct scheduler parts = {.store = s->management.store,
                                    .events = &s->events,
                                    .registry = s->registry,
                                    .management = &s->management,
                                    .loop = &s->loop,
                                    .log = &s->log,
                                    .region = s->dispatcher.context.region};

    s->service.scheduler = &s->scheduler;
    if (!scheduler_open(&s->scheduler, &parts, err) ||
        !rules_open(&s->scheduler, err))
        return false;
    schedule_folders_search(&s->scheduler);
    s->scheduler.hook = (struct loop_hook){.run = search_again, .self = s};
    event_loop_add_hook(&s->loop, &s->scheduler.hook);
    return true;
}

/* Callers find the queues of the folders. */
static void open_queues(struct server *s)
{
    mapping_folders_search(&s->mappings);
    while (s->mappings.changing > 0 && !s->stopping && !s->ending)
        event_loop_run_once(&s->loop);
}

static void not_kept(struct http_request *req)
{
    service_error_send(
        req, SERVICE_SERVICE,
        "dayfly cannot bring the change to the disk, so it may "
        "be lost when the machine loses power; the log says why");
}

static void tell_disk(struct server *s, const char *failure)
{
    AUTO(struct buf, buf_free) line = BUF(2048);
    bool ok =
        *failure
            ? buf_printf(&line,
                         "dayfly: the disk fails, so nothing is changed until "
                         "it takes changes again: %s",
                         failure)
            : buf_add_str(&line, "dayfly: the disk takes changes again");

    if (ok)
        log_writer_line(&s->log, NULL, line.data, line.size);
}

/* What was written is on the disk, or may not be. */
static void synced(void *self, uint64_t to, const struct error *err)
{
    struct server *s = self;

    if (*err->text || s->disk_fails)
        tell_disk(s, err->text);
    s->disk_fails = *err->text != '\0';
    http_gate_open(s->api_server, &s->management.gate, to,
                   s->disk_fails ? not_kept : NULL);
}

bool server_data_open(struct server *s, const char *data,
                      const struct server_access *access,
                      const struct log_limits *limits, struct error *err)
{
    if (!data) {
        tell_without(s);
        return true;
    }
    s->service.management = &s->management;
    s->service.events = &s->events;
    if (!management_open(&s->management, data, &s->dispatcher, &s->loop,
                         s->dispatcher.context.region, access->key_file, err) ||
        !events_open(&s->events, &s->management,
                     getenv("DAYFLY_EVENT_RETRY_SECONDS"), &s->log, err))
        return false;
    s->service.queues = &s->events.queues;
    s->service.mappings = &s->mappings;
    if (!mappings_open(&s->mappings, &s->management, s->service.queues, err))
        return false;
    s->service.logbook = &s->logbook;
    open_logbook(s, limits);
    if (!open_scheduler(s, err) || !open_hooks(s, err) ||
        !store_sync_start(s->management.store, &s->loop,
                          &(struct store_sync_end){.call = synced, .self = s},
                          err))
        return false;
    open_queues(s);
    return true;
}
