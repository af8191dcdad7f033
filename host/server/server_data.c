#include "host/server/server_data.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/http/http_gate.h"
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

    if (!s->stopping && s->scheduler.searched != s->registry->changes)
        schedule_folders_search(&s->scheduler);
    return -1;
}

/* Without a store nothing is due. */
static void tell_schedules(struct server *s)
{
    AUTO(struct buf, buf_free) line = BUF(512);

    for (size_t i = 0; i < s->registry->count; i++)
        if (s->registry->functions[i]->manifest.schedules &&
            buf_printf(&line,
                       "dayfly: schedules, such as those of %s, do not run: "
                       "that needs --data DIR",
                       s->registry->functions[i]->name)) {
            log_writer_line(&s->log, NULL, line.data, line.size);
            return;
        }
}

static bool open_scheduler(struct server *s, struct error *err)
{
    const struct scheduler parts = {.store = s->management.store,
                                    .events = &s->events,
                                    .registry = s->registry,
                                    .loop = &s->loop,
                                    .log = &s->log,
                                    .region = s->dispatcher.context.region};

    s->service.scheduler = &s->scheduler;
    if (!scheduler_open(&s->scheduler, &parts, err))
        return false;
    schedule_folders_search(&s->scheduler);
    s->scheduler.hook = (struct loop_hook){.run = search_again, .self = s};
    event_loop_add_hook(&s->loop, &s->scheduler.hook);
    return true;
}

static void not_kept(struct http_request *req)
{
    service_error_send(
        req, SERVICE_SERVICE,
        "dayfly cannot bring the change to the disk, so it may "
        "be lost when the machine loses power; the log says why");
}

/* What was written is on the disk, or may not be. */
static void synced(void *self, uint64_t to, const struct error *err)
{
    struct server *s = self;

    if (*err->text)
        log_writer_line(&s->log, NULL, err->text, strlen(err->text));
    http_gate_open(s->api_server, &s->management.gate, to,
                   *err->text ? not_kept : NULL);
}

bool server_data_open(struct server *s, const char *data,
                      const struct server_access *access,
                      const struct log_limits *limits, struct error *err)
{
    if (!data) {
        tell_schedules(s);
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
    return open_scheduler(s, err) &&
           store_sync_start(s->management.store, &s->loop,
                            &(struct store_sync_end){.call = synced, .self = s},
                            err);
}
