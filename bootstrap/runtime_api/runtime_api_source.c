#include "bootstrap/runtime_api/runtime_api_source.h"

#include <stdio.h>

#include "bootstrap/runtime_api/invocation_reader.h"
#include "common/clock.h"
#include "bootstrap/runtime_api/http_client.h"
#include "bootstrap/runtime_api/response_upload.h"

/* Asking is safe to repeat. */
enum { TRIES_MOST = 3, SAID_MOST = 64 * 1024 };

enum state {
    IDLE,
    ASKING,    /* `next` is under way, or `restore/next` before it */
    ASK_LATER, /* it failed; it will be tried again at retry_ms */
    ARRIVED,
    ANSWERING,
    LOST,
};

struct api {
    struct http http;
    struct log *log; /* borrowed */
    enum state state;
    bool snap_start; /* and no snapshot was taken so far */
    int tries;
    int64_t retry_ms;
    struct fault why; /* when LOST */
    struct arrival arrival;
    struct post post; /* what is being answered, or was */
    struct buf said;  /* what the server said to it */
};

static void lose(struct api *api, const struct fault *why)
{
    api->why = *why;
    api->state = LOST;
}

static bool is_fine(const struct api *api, struct fault *f)
{
    if (api->state == LOST)
        *f = api->why;
    return api->state != LOST;
}

static void on_head(void *self)
{
    struct api *api = self;

    arrival_begin(&api->arrival);
}

static void on_header(void *self, const struct reply_header *h)
{
    struct api *api = self;

    arrival_header(&api->arrival, h);
    http_give_up(&api->http, invocation_over_ms(&api->arrival.inv));
}

static bool on_event_bytes(void *self, const char *bytes, size_t size)
{
    struct api *api = self;

    return arrival_bytes(&api->arrival, bytes, size);
}

/* What the server says besides events: for the log, when it is no. */
static bool on_said(void *self, const char *bytes, size_t size)
{
    struct api *api = self;
    size_t room = api->said.ceiling - api->said.size;

    (void)!buf_add(&api->said, bytes, size < room ? size : room);
    return true;
}

/* While `restore/next` is under way the sandbox may be frozen and copied. */
static void send_ask(struct api *api)
{
    const struct http_to next = {.head = on_head,
                                 .header = on_header,
                                 .bytes = on_event_bytes,
                                 .self = api};
    const struct http_to restore = {.bytes = on_said, .self = api};
    struct fault why = FAULT_NONE;

    if (!http_reset(&api->http, api->snap_start ? restore : next, &why) ||
        !post_owed(&api->post, api->http.easy, &api->http.headers, &why)) {
        lose(api, &why);
        return;
    }
    buf_clear(&api->said);
    arrival_begin(&api->arrival);
    api->state = ASKING;
    http_go(&api->http, api->snap_start ? "/runtime/restore/next"
                                        : "/runtime/invocation/next");
}

static bool send_post(struct api *api, const char *path,
                      const struct invocation *inv, struct answer *a,
                      struct fault *f)
{
    struct http_to to = {.bytes = on_said, .self = api};

    if (!http_reset(&api->http, to, f))
        return false;
    buf_clear(&api->said);
    if (!post_begin(&api->post, api->http.easy, &api->http.headers, inv, a))
        return fault_set(f, "no memory to answer");
    api->http.worn = a->streaming;
    http_give_up(&api->http, inv ? invocation_over_ms(inv) : 0);
    api->state = ANSWERING;
    http_go(&api->http, path);
    return true;
}

static bool take_restore(struct api *api, const struct http_end *end,
                         struct fault *why)
{
    if (end->broken || end->status >= 500)
        return fault_set(why, "restore/next: %s",
                         end->broken ? end->broken : api->said.data);
    if (end->status != 200)
        log_say(api->log, LEVEL_WARN,
                "dayfly: no snapshot is taken: HTTP status %ld: %.500s",
                end->status, api->said.data);
    api->snap_start = false;
    api->tries = 0;
    send_ask(api);
    return true;
}

static bool take_event(struct api *api, const struct http_end *end,
                       struct fault *why)
{
    if (!arrival_check(&api->arrival, &api->http.reply, end->status,
                       end->broken, why))
        return false;
    api->tries = 0;
    api->state = ARRIVED;
    if (!arrival_is_news(&api->arrival, why))
        lose(api, why);
    return true;
}

static void ask_done(struct api *api, const struct http_end *end)
{
    struct fault why = FAULT_NONE;

    if (api->snap_start ? take_restore(api, end, &why)
                        : take_event(api, end, &why))
        return;
    api->tries++;
    if (api->tries >= TRIES_MOST || end->status >= 500) {
        (void)fault_at(&why, "no event to be had from the Runtime API");
        lose(api, &why);
        return;
    }
    log_say(api->log, LEVEL_WARN,
            "dayfly: asking for the next event failed, trying again: %s",
            why.text);
    api->retry_ms = clock_mono_ms() + (50 << api->tries);
    api->state = ASK_LATER;
}

static void post_done(struct api *api, const struct http_end *end)
{
    struct fault why = FAULT_NONE;

    api->state = IDLE;
    if (!post_settled(end, &api->said, api->log, &why))
        lose(api, &why);
}

static void step(struct api *api)
{
    struct http_end end;

    if (!http_step(&api->http, &end))
        return;
    (api->state == ASKING ? ask_done : post_done)(api, &end);
}

static bool ask(void *self, int64_t peak_kib, struct fault *f)
{
    struct api *api = self;

    api->post.peak_kib = peak_kib;
    if (is_fine(api, f)) {
        send_ask(api);
        step(api);
    }
    return is_fine(api, f);
}

static bool wait_api(void *self, struct watch *w, struct fault *f)
{
    struct api *api = self;

    if (api->state == ASK_LATER && clock_mono_ms() >= api->retry_ms)
        send_ask(api);
    if (api->state == ASK_LATER)
        watch_until(w, api->retry_ms);
    if (api->state == ANSWERING)
        post_go_on(&api->post, api->http.easy);
    enum state before = api->state;
    step(api);
    if (api->state != before)
        http_look(w);
    else if (!http_wait(&api->http, w, f))
        return false;
    step(api);
    return is_fine(api, f);
}

static enum news arrived(void *self, struct invocation *inv, struct fault *f)
{
    struct api *api = self;

    if (api->state != ARRIVED)
        return is_fine(api, f) ? NEWS_NONE : NEWS_LOST;
    arrival_take(&api->arrival, inv);
    api->state = IDLE;
    return NEWS_EVENT;
}

static bool answer(void *self, const struct invocation *inv, struct answer *a,
                   struct fault *f)
{
    struct api *api = self;
    char path[256];

    (void)snprintf(path, sizeof path, "/runtime/invocation/%s/%s",
                   inv->request_id.data, a->failed ? "error" : "response");
    if (!send_post(api, path, inv, a, f))
        return false;
    step(api);
    return is_fine(api, f);
}

static bool answered(void *self)
{
    struct api *api = self;

    return api->state != ANSWERING;
}

static bool birth_failed(void *self, struct answer *a, struct fault *f)
{
    struct api *api = self;

    if (!send_post(api, "/runtime/init/error", NULL, a, f))
        return false;
    while (api->state == ANSWERING) {
        struct watch w = WATCH_NOTHING;
        if (!wait_api(api, &w, f))
            return false;
    }
    return true;
}

static void close_api(void *self)
{
    struct api *api = self;

    http_close(&api->http);
    arrival_free(&api->arrival);
    buf_free(&api->said);
    mem_free(api);
}

bool api_open(struct source *source, const char *authority, bool snap_start,
              bool peaks, struct log *log, struct fault *f)
{
    struct api *api = mem_new(1, sizeof *api);

    if (!api)
        return fault_set(f, "no memory for the Runtime API client");
    if (!http_open(&api->http, authority, "/2018-06-01", f)) {
        mem_free(api);
        return false;
    }
    arrival_init(&api->arrival);
    api->said = (struct buf)BUF(SAID_MOST);
    api->snap_start = snap_start;
    api->post.peaks = peaks;
    api->log = log;
    *source = (struct source){.ask = ask,
                              .wait = wait_api,
                              .arrived = arrived,
                              .answer = answer,
                              .answered = answered,
                              .birth_failed = birth_failed,
                              .close = close_api,
                              .self = api};
    return true;
}
