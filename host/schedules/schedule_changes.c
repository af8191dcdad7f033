#include "host/schedules/schedule_changes.h"

#include <string.h>

#include "common/clock.h"
#include "host/base/ids.h"
#include "host/http/request_path.h"
#include "host/management/entry.h"
#include "host/schedules/schedule_checks.h"
#include "host/schedules/schedule_groups.h"
#include "host/schedules/schedule_reads.h"
#include "host/schedules/scheduler.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { START_PAST_S = 5 * 60 };

/* A change of these makes other times: they begin anew. */
static const char *const times[] = {"ScheduleExpression",
                                    "ScheduleExpressionTimezone", "StartDate"};

static bool has_same_times(const struct schedule *before,
                           const json_t *document)
{
    for (size_t i = 0; i < COUNT(times); i++) {
        json_t *one = json_object_get(before->document, times[i]);
        json_t *other = json_object_get(document, times[i]);
        if (one != other && !json_equal(one, other))
            return false;
    }
    return true;
}

/* The members that are dayfly's own, and the dates. `before`: the one that is
 * in its place now; NULL: none. */
static bool complete(json_t *document, const json_t *request,
                     const struct schedule *before)
{
    json_int_t now_s = clock_wall_ms() / 1000;
    double now = (double)clock_wall_ms() / 1000;
    const json_t *old =
        before ? json_object_get(before->document, "dayfly") : NULL;
    const char *missed = schedule_text(request, "DayflyMissed");
    bool goes_on = before && has_same_times(before, document);
    char id[UUID_SIZE];
    json_t *own;

    uuid_make(id);
    own = json_pack(
        "{s:s, s:I, s:s, s:s}", "Id", goes_on ? before->id : id, "Begin",
        goes_on ? json_integer_value(json_object_get(old, "Begin")) : now_s,
        "Missed",
        *missed  ? missed
        : before ? schedule_text(old, "Missed")
                 : "",
        "Token", schedule_text(request, "ClientToken"));
    return own && json_object_set_new(document, "dayfly", own) == 0 &&
           json_object_set_new(document, "CreationDate",
                               before ? json_incref(json_object_get(
                                            before->document, "CreationDate"))
                                      : json_real(now)) == 0 &&
           json_object_set_new(document, "LastModificationDate",
                               json_real(now)) == 0;
}

/* In place of `before`; NULL: there is none. */
static void save(struct scheduler *sc, struct http_request *req,
                 json_t *document, const json_t *request,
                 const struct schedule *before)
{
    char arn[SCHEDULE_ARN_SIZE];
    struct error err = ERROR_NONE;
    struct schedule *s = NULL;

    if (!complete(document, request, before))
        (void)error_set(&err, "out of memory");
    else if ((s = schedule_new(json_incref(document), &err)))
        schedule_arn(s, sc->region, arn);
    if (!s || !scheduler_put(sc, s, &err))
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    else
        service_reply_json(req, json_pack("{s:s}", "ScheduleArn", arn));
}

/* The same request again, because the caller has not got its answer. */
static bool is_repeated(const struct schedule *s, const json_t *request)
{
    const char *token = schedule_text(request, "ClientToken");

    return *token &&
           !strcmp(token, schedule_text(json_object_get(s->document, "dayfly"),
                                        "Token"));
}

static bool may_create(struct scheduler *sc, struct http_request *req,
                       const json_t *document, const json_t *request)
{
    const char *name = schedule_text(document, "Name");
    const char *group = schedule_text(document, "GroupName");
    const struct schedule *s = scheduler_find(sc, group, name);
    char arn[SCHEDULE_ARN_SIZE];

    if (!schedule_groups_has(sc, req, group))
        return false;
    if (s && is_repeated(s, request)) {
        schedule_arn(s, sc->region, arn);
        service_reply_json(req, json_pack("{s:s}", "ScheduleArn", arn));
        return false;
    }
    if (s)
        service_error_send(req, SERVICE_EXISTS, "Schedule %s already exists.",
                           name);
    else if (sc->count >= SCHEDULES_MAX)
        service_error_send(req, SERVICE_QUOTA,
                           "This host has %d schedules, which is the most.",
                           SCHEDULES_MAX);
    return !s && sc->count < SCHEDULES_MAX;
}

/* One that is updated may have begun long ago. */
static bool check_start(struct http_request *req, const json_t *document)
{
    const json_t *start = json_object_get(document, "StartDate");
    double now_s = (double)clock_wall_ms() / 1000;

    if (!start || json_number_value(start) >= now_s - (double)START_PAST_S)
        return true;
    service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                       "The StartDate you specify cannot be earlier than 5 "
                       "minutes ago.");
    return false;
}

void schedule_changes_create(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *name = request_path_last(path);
    json_t *request = entry_read_body(req);
    json_t *document =
        request ? schedule_check_request(req, request, name) : NULL;

    if (document && check_start(req, document) &&
        may_create(sc, req, document, request))
        save(sc, req, document, request, NULL);
    json_decref(document);
    json_decref(request);
}

/* A schedule of a file is changed there. */
static bool may_change(struct http_request *req, const struct schedule *s)
{
    if (s->from_folder)
        service_error_send(req, SERVICE_EXISTS,
                           "The schedule %s is in the dayfly.json or the "
                           "template of its function: change it there.",
                           s->name);
    return !s->from_folder;
}

void schedule_changes_update(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *name = request_path_last(path);
    json_t *request = entry_read_body(req);
    json_t *document =
        request ? schedule_check_request(req, request, name) : NULL;
    const struct schedule *s =
        document ? schedule_reads_find(
                       sc, req, schedule_text(document, "GroupName"), name)
                 : NULL;

    if (s && may_change(req, s))
        save(sc, req, document, request, s);
    json_decref(document);
    json_decref(request);
}

void schedule_changes_delete(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *name = request_path_last(path);
    struct schedule *s = schedule_reads_named(sc, req, path, name);
    struct error err = ERROR_NONE;

    if (!s || !may_change(req, s))
        return;
    if (scheduler_remove(sc, s, &err))
        service_reply_json(req, json_object());
    else
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
}
