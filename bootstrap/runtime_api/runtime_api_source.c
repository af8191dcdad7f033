#include "bootstrap/runtime_api/runtime_api_source.h"

#include <stdio.h>

#include "bootstrap/runtime_api/http_client.h"
#include "bootstrap/runtime_api/invocation_reader.h"
#include "bootstrap/runtime_api/response_upload.h"
#include "common/clock.h"

/* Asking is safe to repeat. */
enum { TRIES_MAX = 3, SAID_MAX = 64 * 1024 };

enum state {
    IDLE,
    ASKING,    /* `next` is under way, or `restore/next` before it */
    ASK_LATER, /* it failed; it will be tried again at retry_ms */
    ARRIVED,
    ANSWERING,
    LOST,
};

struct api {
    struct http_client http;
    struct log *log; /* borrowed */
    enum state state;
    bool snap_start; /* and no snapshot was taken so far */
    int tries;
    int64_t retry_ms;
    struct error why; /* when LOST */
    struct invocation_reader arrival;
    struct response_upload post; /* what is being answered, or was */
    struct buf said;             /* what the server said to it */
};

static void lose(struct api *api, const struct error *err)
{
    api->why = *err;
    api->state = LOST;
}

static bool is_fine(const struct api *api, struct error *err)
{
    if (api->state == LOST)
        *err = api->why;
    return api->state != LOST;
}

static void on_head(void *self)
{
    struct api *api = self;

    invocation_reader_begin(&api->arrival);
}

static void on_header(void *self, const struct http_header *h)
{
    struct api *api = self;

    invocation_reader_header(&api->arrival, h);
    http_client_give_up(&api->http, invocation_read_end_ms(&api->arrival.inv));
}

static bool on_event_bytes(void *self, const char *bytes, size_t size)
{
    struct api *api = self;

    return invocation_reader_bytes(&api->arrival, bytes, size);
}

/* What the server says besides events: for the log, when it is no. */
static bool on_said(void *self, const char *bytes, size_t size)
{
    struct api *api = self;
    size_t room = api->said.max - api->said.size;

    (void)!buf_add(&api->said, bytes, size < room ? size : room);
    return true;
}

/* While `restore/next` is under way the sandbox may be frozen and copied. */
static void send_ask(struct api *api)
{
    const struct http_callbacks next = {.on_head = on_head,
                                        .on_header = on_header,
                                        .on_body = on_event_bytes,
                                        .self = api};
    const struct http_callbacks restore = {.on_body = on_said, .self = api};
    struct error err = ERROR_NONE;

    if (!http_client_reset(&api->http, api->snap_start ? restore : next,
                           &err) ||
        !response_upload_add_deferred(&api->post, api->http.easy,
                                      &api->http.headers, &err)) {
        lose(api, &err);
        return;
    }
    buf_clear(&api->said);
    invocation_reader_begin(&api->arrival);
    api->state = ASKING;
    http_client_send(&api->http, api->snap_start ? "/runtime/restore/next"
                                                 : "/runtime/invocation/next");
}

static bool send_post(struct api *api, const char *path,
                      const struct invocation *inv, struct response *resp,
                      struct error *err)
{
    struct http_callbacks to = {.on_body = on_said, .self = api};

    if (!http_client_reset(&api->http, to, err))
        return false;
    buf_clear(&api->said);
    if (!response_upload_begin(&api->post, api->http.easy, &api->http.headers,
                               inv, resp))
        return error_set(err, "no memory to answer");
    api->http.needs_new_handle = resp->streaming;
    if (inv)
        http_client_give_up(&api->http, deadline_transfer_end_ms(
                                            &inv->deadline, clock_mono_ms()));
    api->state = ANSWERING;
    http_client_send(&api->http, path);
    return true;
}

static bool take_restore(struct api *api, const struct http_result *end,
                         struct error *err)
{
    if (end->error || end->status >= 500)
        return error_set(err, "restore/next: %s",
                         end->error ? end->error : api->said.data);
    if (end->status != 200)
        log_printf(api->log, LEVEL_WARN,
                   "dayfly: no snapshot is taken: HTTP status %ld: %.500s",
                   end->status, api->said.data);
    api->snap_start = false;
    api->tries = 0;
    send_ask(api);
    return true;
}

static bool take_event(struct api *api, const struct http_result *end,
                       struct error *err)
{
    if (!invocation_reader_finish(&api->arrival, &api->http.response,
                                  end->status, end->error, err))
        return false;
    api->tries = 0;
    api->state = ARRIVED;
    if (!invocation_reader_is_new(&api->arrival, err))
        lose(api, err);
    return true;
}

static void ask_done(struct api *api, const struct http_result *end)
{
    struct error err = ERROR_NONE;

    if (api->snap_start ? take_restore(api, end, &err)
                        : take_event(api, end, &err))
        return;
    api->tries++;
    if (api->tries >= TRIES_MAX || end->status >= 500) {
        (void)error_prefix(&err, "no event to be had from the Runtime API");
        lose(api, &err);
        return;
    }
    log_printf(api->log, LEVEL_WARN,
               "dayfly: asking for the next event failed, trying again: %s",
               err.text);
    api->retry_ms = clock_mono_ms() + (50 << api->tries);
    api->state = ASK_LATER;
}

static void post_done(struct api *api, const struct http_result *end)
{
    struct error err = ERROR_NONE;

    api->state = IDLE;
    if (!response_upload_result(end, &api->said, api->log, &err))
        lose(api, &err);
}

static void step(struct api *api)
{
    struct http_result end;

    if (!http_client_perform(&api->http, &end))
        return;
    (api->state == ASKING ? ask_done : post_done)(api, &end);
}

static bool ask(void *self, int64_t peak_kib, struct error *err)
{
    struct api *api = self;

    api->post.deferred_kib = peak_kib;
    if (is_fine(api, err)) {
        send_ask(api);
        step(api);
    }
    return is_fine(api, err);
}

static bool wait_api(void *self, struct poll_set *set, struct error *err)
{
    struct api *api = self;

    if (api->state == ASK_LATER && clock_mono_ms() >= api->retry_ms)
        send_ask(api);
    if (api->state == ASK_LATER)
        poll_set_deadline(set, api->retry_ms);
    if (api->state == ANSWERING)
        response_upload_resume(&api->post, api->http.easy);
    enum state before = api->state;
    step(api);
    if (api->state != before)
        poll_set_refresh(set);
    else if (!http_client_wait(&api->http, set, err))
        return false;
    step(api);
    return is_fine(api, err);
}

static enum source_status arrived(void *self, struct invocation *inv,
                                  struct error *err)
{
    struct api *api = self;

    if (api->state != ARRIVED)
        return is_fine(api, err) ? SOURCE_PENDING : SOURCE_FAILED;
    invocation_reader_take(&api->arrival, inv);
    api->state = IDLE;
    return SOURCE_EVENT;
}

static bool answer(void *self, const struct invocation *inv,
                   struct response *resp, struct error *err)
{
    struct api *api = self;
    char path[256];

    (void)snprintf(path, sizeof path, "/runtime/invocation/%s/%s",
                   inv->request_id.data, resp->failed ? "error" : "response");
    if (!send_post(api, path, inv, resp, err))
        return false;
    step(api);
    return is_fine(api, err);
}

static bool answered(void *self)
{
    struct api *api = self;

    return api->state != ANSWERING;
}

static bool birth_failed(void *self, struct response *resp, struct error *err)
{
    struct api *api = self;

    if (!send_post(api, "/runtime/init/error", NULL, resp, err))
        return false;
    while (api->state == ANSWERING) {
        struct poll_set set = POLL_SET_EMPTY;
        if (!wait_api(api, &set, err))
            return false;
    }
    return true;
}

static void close_api(void *self)
{
    struct api *api = self;

    http_client_close(&api->http);
    invocation_reader_free(&api->arrival);
    buf_free(&api->said);
    mem_free(api);
}

bool runtime_api_source_open(struct event_source *source, const char *authority,
                             bool snap_start, bool peaks, struct log *log,
                             struct error *err)
{
    struct api *api = mem_new(1, sizeof *api);

    if (!api)
        return error_set(err, "no memory for the Runtime API client");
    if (!http_client_open(&api->http, authority, "/2018-06-01", err)) {
        mem_free(api);
        return false;
    }
    invocation_reader_init(&api->arrival);
    api->said = (struct buf)BUF(SAID_MAX);
    api->snap_start = snap_start;
    api->post.send_peaks = peaks;
    api->log = log;
    *source = (struct event_source){.request_next = ask,
                                    .wait = wait_api,
                                    .take_event = arrived,
                                    .send_response = answer,
                                    .response_sent = answered,
                                    .send_init_error = birth_failed,
                                    .close = close_api,
                                    .self = api};
    return true;
}
