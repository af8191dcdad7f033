#include "host/events/queue_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "host/events/events_internal.h"
#include "host/events/queue_letters.h"
#include "host/events/queue_messages.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

enum { ANSWER_MAX = 128 * 1024 * 1024, NAME_SIZE = 128, MESSAGES_MAX = 10 };

/* A request that waits for the thread of the queue. */
struct question {
    struct write_job job;
    struct events *events;
    struct http_request *req; /* NULL: the caller has left */
    char name[NAME_SIZE];     /* of the event or the queue; "": all */
    char message[NAME_SIZE];
    bool dead;
    int64_t number;
    struct event_lanes revived;
    size_t count;
    struct buf answer;
};

static void left(struct http_request *req)
{
    struct question *q = req->user_data;

    q->req = NULL;
}

static void reply(struct question *q)
{
    static const struct http_field fields[] = {
        {"Content-Type", "application/json"}};
    struct http_request *req = q->req;

    if (!req)
        return;
    req->user_data = NULL;
    req->on_closed = NULL;
    if (!q->job.ok)
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", q->job.err.text);
    else if (q->answer.size == 0)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "There is no event with the id %s: it is done, or "
                           "never was.",
                           q->name);
    else
        http_respond(req, 200, fields, COUNT(fields),
                     http_body_from_buf(&q->answer));
}

static void release(struct question *q)
{
    buf_free(&q->answer);
    mem_free(q);
}

static void end(struct write_job *job)
{
    struct question *q = (struct question *)job;

    reply(q);
    release(q);
}

/* Texts are those of the path, or "". NULL: the response was sent. */
static struct question *ask(struct service_context *service,
                            struct http_request *req, const char *name,
                            const char *message)
{
    struct question *q;

    if (!service->events) {
        service_error_send(req, SERVICE_METHOD,
                           "This dayfly keeps no events; start it with --data "
                           "DIR.");
        return NULL;
    }
    q = mem_new(1, sizeof *q);
    if (!q) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return NULL;
    }
    q->events = service->events;
    q->req = req;
    q->answer = (struct buf)BUF(ANSWER_MAX);
    q->job.end = end;
    (void)snprintf(q->name, sizeof q->name, "%s", name);
    (void)snprintf(q->message, sizeof q->message, "%s", message);
    req->user_data = q;
    req->on_closed = left;
    return q;
}

static void send(struct question *q,
                 bool (*run)(struct write_job *job, struct database *file,
                             struct error *err))
{
    q->job.run = run;
    write_thread_add(&q->events->writer, &q->job);
}

static const char *segment(const struct request_path *path, size_t at)
{
    return path->count > at ? path->segment[at] : "";
}

static int64_t query(const struct request_path *path, const char *name)
{
    char text[24];

    return request_path_query(path, name, text, sizeof text)
               ? strtoll(text, NULL, 10)
               : 0;
}

static bool run_list(struct write_job *job, struct database *file,
                     struct error *err)
{
    struct question *q = (struct question *)job;
    int64_t waiting;
    int64_t dead;

    buf_clear(&q->answer);
    if (!queue_letters_count(file, &waiting, &dead, err))
        return false;
    return (buf_printf(&q->answer,
                       "{\"waiting\":%lld,\"dead\":%lld,\"queues\":",
                       (long long)waiting, (long long)dead) ||
            error_set(err, "out of memory")) &&
           queue_messages_list(file, clock_wall_ms(), &q->answer, err) &&
           (buf_add_str(&q->answer, ",\"events\":") ||
            error_set(err, "out of memory")) &&
           queue_letters_list(file, q->dead, q->number, &q->answer, err) &&
           (buf_add_str(&q->answer, "}") || error_set(err, "out of memory"));
}

void queue_api_list(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    struct question *q = ask(service, req, "", "");

    if (!q)
        return;
    q->dead = query(path, "dead") != 0;
    q->number = query(path, "after");
    send(q, run_list);
}

static bool run_show(struct write_job *job, struct database *file,
                     struct error *err)
{
    struct question *q = (struct question *)job;

    buf_clear(&q->answer);
    if (!queue_letters_show(file, q->name, &q->answer, err))
        return false;
    if (q->answer.size == strlen("[]"))
        buf_clear(&q->answer);
    return true;
}

void queue_api_show(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    struct question *q = ask(service, req, segment(path, 3), "");

    if (q)
        send(q, run_show);
}

static bool count_answer(struct question *q, const char *what,
                         struct error *err)
{
    buf_clear(&q->answer);
    return buf_printf(&q->answer, "{\"%s\":%zu}", what, q->count) ||
           error_set(err, "out of memory");
}

static bool revive(void *self, const struct event_row *row, struct error *err)
{
    struct question *q = self;

    q->count++;
    return event_lanes_add(&q->revived, row) || error_set(err, "out of memory");
}

static bool run_redrive(struct write_job *job, struct database *file,
                        struct error *err)
{
    struct question *q = (struct question *)job;

    q->count = 0;
    event_lanes_clear(&q->revived);
    return queue_letters_redrive(file, q->name, clock_wall_ms(), revive, q,
                                 err) &&
           count_answer(q, "redriven", err);
}

static void end_redrive(struct write_job *job)
{
    struct question *q = (struct question *)job;
    struct events *events = q->events;

    if (job->ok)
        event_lanes_move(&events->lanes, &q->revived);
    event_lanes_clear(&q->revived);
    timer_set(events->loop, &events->wake_timer, 0);
    end(job);
}

void queue_api_redrive(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    struct question *q =
        ask(service, req, path->count > 4 ? segment(path, 3) : "", "");

    if (!q)
        return;
    q->job.end = end_redrive;
    send(q, run_redrive);
}

static bool run_purge(struct write_job *job, struct database *file,
                      struct error *err)
{
    struct question *q = (struct question *)job;

    return queue_letters_remove(file, q->name, &q->count, err) &&
           count_answer(q, "removed", err);
}

void queue_api_purge(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct question *q = ask(service, req, segment(path, 3), "");

    if (q)
        send(q, run_purge);
}

static bool run_messages(struct write_job *job, struct database *file,
                         struct error *err)
{
    struct question *q = (struct question *)job;

    buf_clear(&q->answer);
    return queue_messages_show(file, q->name, q->number, &q->answer, err);
}

void queue_api_messages(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct question *q = ask(service, req, segment(path, 3), "");
    int64_t most = query(path, "max");

    if (!q)
        return;
    q->number = most > 0 && most < MESSAGES_MAX ? most : MESSAGES_MAX;
    send(q, run_messages);
}

static bool run_remove(struct write_job *job, struct database *file,
                       struct error *err)
{
    struct question *q = (struct question *)job;

    return queue_messages_remove(file, q->name, q->message, &q->count, err) &&
           count_answer(q, "removed", err);
}

void queue_api_remove_messages(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path)
{
    struct question *q = ask(service, req, segment(path, 3), segment(path, 5));

    if (q)
        send(q, run_remove);
}
