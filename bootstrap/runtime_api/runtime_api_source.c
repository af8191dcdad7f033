#include "bootstrap/runtime_api/runtime_api_source.h"

#include "bootstrap/runtime_api/http_client.h"
#include "bootstrap/runtime_api/invocation_reader.h"
#include "bootstrap/runtime_api/response_upload.h"
#include "bootstrap/runtime_api/side_requests.h"
#include "common/clock.h"

/* The request for an event may be repeated safely. */
enum { TRIES_MAX = 3, REPLY_MAX = 64 * 1024 };

/* REQUESTING: `next`, or `restore/next`; RETRY_LATER: again, at retry_ms. */
enum state {
    IDLE,
    REQUESTING,
    RETRY_LATER,
    RECEIVED,
    TELLING, /* that a process loads */
    RESPONDING,
    FAILED
};

struct api {
    struct http_client http;
    struct log *log; /* borrowed */
    enum state state;
    bool snap_start; /* `restore/next` is still to be requested */
    int tries;
    int64_t retry_ms;
    struct error why; /* of FAILED */
    struct invocation_reader reader;
    struct response_upload upload; /* of the current response, or the last */
    struct buf reply;              /* body of the server's reply to it */
};

static void fail(struct api *api, const struct error *err)
{
    api->why = *err;
    api->state = FAILED;
}

static bool is_fine(const struct api *api, struct error *err)
{
    if (api->state == FAILED)
        *err = api->why;
    return api->state != FAILED;
}

static void on_head(void *self)
{
    struct api *api = self;

    invocation_reader_begin(&api->reader);
}

static void on_header(void *self, const struct http_header *h)
{
    struct api *api = self;

    invocation_reader_header(&api->reader, h);
    http_client_give_up(&api->http, invocation_read_end_ms(&api->reader.inv));
}

static bool on_bytes(void *self, const char *bytes, size_t size)
{
    struct api *api = self;

    return invocation_reader_bytes(&api->reader, bytes, size);
}

/* During `restore/next` the sandbox may be frozen and copied. */
static void send_request(struct api *api)
{
    const struct http_callbacks next = {on_head, on_header, on_bytes, api};
    struct error err = ERROR_NONE;

    if (!http_client_reset(&api->http, HTTP_GET,
                           api->snap_start ? "/runtime/restore/next"
                                           : "/runtime/invocation/next",
                           api->snap_start ? api->upload.reply : next, &err) ||
        !response_upload_add_deferred(&api->upload, &api->http.headers, &err)) {
        fail(api, &err);
        return;
    }
    buf_clear(&api->reply);
    invocation_reader_begin(&api->reader);
    api->state = REQUESTING;
    http_client_send(&api->http);
}

static bool send_post(struct api *api, const struct invocation *inv,
                      struct response *resp, struct error *err)
{
    buf_clear(&api->reply);
    if (!response_upload_begin(&api->upload, &api->http, inv, resp, err))
        return false;
    if (inv)
        http_client_give_up(&api->http, invocation_send_end_ms(inv));
    api->state = RESPONDING;
    http_client_send(&api->http);
    return true;
}

static bool handle_restore(struct api *api, const struct http_result *end,
                           struct error *err)
{
    if (!restore_result(end, &api->reply, api->log, err))
        return false;
    api->snap_start = false;
    api->tries = 0;
    send_request(api);
    return true;
}

static bool handle_event(struct api *api, const struct http_result *end,
                         struct error *err)
{
    if (!invocation_reader_finish(&api->reader, &api->http.response,
                                  end->status, end->error, err))
        return false;
    api->tries = 0;
    api->state = RECEIVED;
    if (!invocation_reader_is_new(&api->reader, err))
        fail(api, err);
    return true;
}

static void request_done(struct api *api, const struct http_result *end)
{
    struct error err = ERROR_NONE;

    if (api->snap_start ? handle_restore(api, end, &err)
                        : handle_event(api, end, &err))
        return;
    if (++api->tries >= TRIES_MAX || end->status >= 500) {
        (void)error_prefix(&err, "cannot get an event from the Runtime API");
        fail(api, &err);
        return;
    }
    log_printf(api->log, LEVEL_WARN,
               "dayfly: cannot get the next event, trying again: %s", err.text);
    api->retry_ms = clock_mono_ms() + (50 << api->tries);
    api->state = RETRY_LATER;
}

static void post_done(struct api *api, const struct http_result *end)
{
    struct error err = ERROR_NONE;
    bool told = api->state == TELLING;

    api->state = IDLE;
    if (!told && !response_upload_result(end, &api->reply, api->log, &err))
        fail(api, &err);
}

static void step(struct api *api)
{
    struct http_result end;

    if (http_client_perform(&api->http, &end))
        (api->state == REQUESTING ? request_done : post_done)(api, &end);
}

static bool request_next(void *self, int64_t peak_kib, enum code_load load,
                         struct error *err)
{
    struct api *api = self;

    api->upload.deferred_kib = peak_kib;
    api->upload.load = load;
    if (is_fine(api, err))
        send_request(api);
    step(api);
    return is_fine(api, err);
}

static bool wait_for_news(void *self, struct poll_set *set, struct error *err)
{
    struct api *api = self;

    if (api->state == RETRY_LATER && clock_mono_ms() >= api->retry_ms)
        send_request(api);
    if (api->state == RETRY_LATER)
        poll_set_deadline(set, api->retry_ms);
    if (api->state == RESPONDING)
        response_upload_resume(&api->upload, api->http.easy);
    enum state before = api->state;
    step(api);
    if (api->state != before)
        poll_set_refresh(set);
    else if (!http_client_wait(&api->http, set, err))
        return false;
    step(api);
    return is_fine(api, err);
}

static enum source_status take_event(void *self, struct invocation *inv,
                                     struct error *err)
{
    struct api *api = self;

    if (api->state != RECEIVED)
        return is_fine(api, err) ? SOURCE_PENDING : SOURCE_FAILED;
    invocation_reader_take(&api->reader, inv);
    api->state = IDLE;
    return SOURCE_EVENT;
}

static void tell_loading(void *self, const struct invocation *inv)
{
    struct api *api = self;

    api->upload.prepared = false; /* for an earlier process of this event */
    if (api->state == IDLE && loading_send(&api->http, inv, api->upload.reply))
        api->state = TELLING;
    step(api);
}

static void expect_response(void *self, const struct invocation *inv)
{
    struct api *api = self;

    if (api->state == IDLE)
        response_upload_prepare(&api->upload, &api->http, inv);
}

static bool finish(struct api *api, enum state state, struct error *err)
{
    while (api->state == state) {
        struct poll_set set = POLL_SET_EMPTY;
        if (!wait_for_news(api, &set, err))
            return false;
    }
    return true;
}

static bool send_response(void *self, const struct invocation *inv,
                          struct response *resp, struct error *err)
{
    struct api *api = self;

    if (!finish(api, TELLING, err) || !send_post(api, inv, resp, err))
        return false;
    step(api);
    return is_fine(api, err);
}

static bool response_sent(void *self)
{
    return ((const struct api *)self)->state != RESPONDING;
}

static bool send_init_error(void *self, struct response *resp,
                            struct error *err)
{
    struct api *api = self;

    return send_post(api, NULL, resp, err) && finish(api, RESPONDING, err);
}

static void close_api(void *self)
{
    struct api *api = self;

    http_client_close(&api->http);
    invocation_reader_free(&api->reader);
    buf_free(&api->reply);
    mem_free(api);
}

bool runtime_api_source_open(struct event_source *source, const char *authority,
                             const char *channel, bool snap_start, bool peaks,
                             struct log *log, struct error *err)
{
    struct api *api = mem_new(1, sizeof *api);

    if (!api)
        return error_set(err, "no memory for the Runtime API client");
    if (!http_client_open(&api->http, authority, channel, "/2018-06-01", err)) {
        mem_free(api);
        return false;
    }
    invocation_reader_init(&api->reader);
    api->reply = (struct buf)BUF(REPLY_MAX);
    api->snap_start = snap_start;
    api->upload.send_peaks = peaks;
    api->upload.reply = reply_callbacks(&api->reply);
    api->log = log;
    *source = (struct event_source){.request_next = request_next,
                                    .wait = wait_for_news,
                                    .take_event = take_event,
                                    .tell_loading = tell_loading,
                                    .expect_response = expect_response,
                                    .send_response = send_response,
                                    .response_sent = response_sent,
                                    .send_init_error = send_init_error,
                                    .close = close_api,
                                    .self = api};
    return true;
}
