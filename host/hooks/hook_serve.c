#include "host/hooks/hook_serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/hook_schemes/hook_check.h"
#include "host/hook_schemes/hook_delivery.h"
#include "host/hooks/hook_deploy.h"
#include "host/hooks/hook_event.h"
#include "host/hooks/hook_set.h"
#include "host/hooks/hook_source.h"
#include "host/http/http_server.h"
#include "host/http/request_path.h"
#include "host/management/management.h"
#include "host/metrics/hook_stats.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

enum { TELL_AGAIN_MS = 1000, GREETING_MAX = 4096 };

static const char before_name[] = "/_hooks/";

bool hook_serve_is_for(const struct http_request *req)
{
    return !strncmp(req->target, before_name, strlen(before_name));
}

static const char *header(const void *self, const char *name)
{
    return http_request_header(self, name);
}

static struct hook_request request_of(const struct http_request *req)
{
    return (struct hook_request){.header = header,
                                 .self = req,
                                 .body = req->body.data,
                                 .size = req->body.size,
                                 .now_s = clock_wall_ms() / 1000};
}

/* NULL: there is none. */
static struct hook *find(struct service_context *service,
                         const struct http_request *req)
{
    struct request_path path;

    if (!service->hooks || !request_path_parse(&path, req->target) ||
        !request_path_matches(&path, "_hooks/*"))
        return NULL;
    return hooks_current(service->hooks, path.segment[1]);
}

static bool is_too_large(const struct http_request *req)
{
    const char *size = http_request_header(req, "Content-Length");

    return req->body_bytes > HOOK_BODY_MAX ||
           (size && strtoull(size, NULL, 10) > HOOK_BODY_MAX);
}

bool hook_serve_accepts(struct service_context *service,
                        struct http_request *req)
{
    const struct hook *hook = find(service, req);
    const struct hook_request request = request_of(req);

    /* Its size may not be known before. */
    req->body.max = HOOK_BODY_MAX;
    return hook && !strcmp(req->method, "POST") && !is_too_large(req) &&
           hook_check_headers(hook->kind, &request) == HOOK_VALID;
}

/* Strangers can send any number of them: one line a second says how many. */
static void tell_refused(const struct hooks *hooks, struct hook *hook,
                         const struct http_request *req, const char *why)
{
    AUTO(struct buf, buf_free) line = BUF(2048);
    int64_t now_ms = clock_mono_ms();
    char peer[PEER_SIZE];
    char more[48] = "";

    if (hook->told_ms && now_ms - hook->told_ms < (int64_t)TELL_AGAIN_MS) {
        hook->untold++;
        return;
    }
    if (hook->untold > 0)
        (void)snprintf(more, sizeof more, " (and %u more before)",
                       hook->untold);
    hook->told_ms = now_ms;
    hook->untold = 0;
    http_request_peer(req, peer);
    if (buf_printf(&line, "a request of %s is refused: %s%s", peer, why, more))
        hook_set_tell(hooks, hook->name, line.data);
}

static void count(struct hook *hook, enum hook_result result)
{
    hook_stats_count(hook->stats, result, clock_wall_ms());
}

/* What is wrong is for the log alone. */
static void refuse(struct service_context *service, struct hook *hook,
                   struct http_request *req, const char *why)
{
    count(hook, HOOK_RESULT_REFUSED);
    tell_refused(service->hooks, hook, req, why);
    service_error_send(req, SERVICE_ACCESS_DENIED,
                       "The request is not signed as this webhook demands.");
}

static bool check(struct service_context *service, struct hook *hook,
                  struct http_request *req, const struct hook_request *request)
{
    struct hook_secrets secrets;
    struct error err = ERROR_NONE;
    enum hook_verdict verdict = hook_check_headers(hook->kind, request);
    bool known = true;

    /* What costs more is not done for those. */
    if (verdict == HOOK_VALID) {
        known = hook_source_read(service->hooks, hook, &secrets, &err);
        verdict =
            known ? hook_check(hook->kind, &secrets, request) : HOOK_WRONG;
        hook_secrets_clear(&secrets);
    }
    if (verdict == HOOK_VALID)
        return true;
    refuse(service, hook, req, known ? hook_verdict_text(verdict) : err.text);
    return false;
}

static void deploy(struct service_context *service, struct hook *hook,
                   struct http_request *req)
{
    static const struct http_field fields[] = {
        {"Content-Type", "application/json"}};
    static const char text[] = "{\"status\":\"deploying\"}";
    struct error err = ERROR_NONE;

    management_gate(service->management, req);
    if (hook_deploy_ask(service->hooks, hook, &err)) {
        count(hook, HOOK_RESULT_DEPLOY);
        http_respond(req, 202, fields, COUNT(fields),
                     (struct http_body){.bytes = text, .size = strlen(text)});
        return;
    }
    count(hook, HOOK_RESULT_FAILED);
    hook_set_tell(service->hooks, hook->name, err.text);
    service_error_send(req, SERVICE_STOPPING,
                       "The host cannot deploy now. Send it again later.");
}

static void serve(struct service_context *service, struct hook *hook,
                  struct http_request *req)
{
    AUTO(struct buf, buf_free) greeting = BUF(GREETING_MAX);
    const struct hook_request request = request_of(req);

    if (!check(service, hook, req, &request))
        return;
    if (hook_delivery_greets(&greeting, hook->kind, &request)) {
        count(hook, HOOK_RESULT_ANSWERED);
        const struct http_field fields[] = {
            {"Content-Type",
             hook->kind == HOOK_SLACK ? "text/plain" : "application/json"}};
        http_respond(req, 200, fields, COUNT(fields),
                     http_body_from_buf(&greeting));
    } else if (hook->deploy) {
        deploy(service, hook, req);
    } else {
        hook_event_take(service, hook, req, &request);
    }
}

void hook_serve(struct service_context *service, struct http_request *req)
{
    struct hook *hook = find(service, req);

    if (!service->hooks)
        service_error_send(req, SERVICE_METHOD,
                           "This dayfly keeps no events, so it has no "
                           "webhooks; start it with --data DIR.");
    else if (!hook)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "There is no webhook at this path.");
    else if (strcmp(req->method, "POST") != 0)
        service_error_send(req, SERVICE_METHOD,
                           "A webhook takes the method POST alone.");
    else if (is_too_large(req)) {
        count(hook, HOOK_RESULT_REFUSED);
        tell_refused(service->hooks, hook, req, "its body is too large");
        service_error_send(req, SERVICE_ENTITY_TOO_LARGE,
                           "The body of a webhook can have at most %d bytes.",
                           HOOK_BODY_MAX);
    } else {
        serve(service, hook, req);
    }
}
