#include "bootstrap/source_api.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/base/clock.h"
#include "bootstrap/base/version.h"
#include "bootstrap/post.h"
#include "bootstrap/reply.h"

enum {
    TRIES_MOST = 3,   /* of one `next`; it is safe to repeat */
    REPEATS_MOST = 5, /* of one event in a row */
    SAID_MOST = 64 * 1024,
    URL_SIZE = 1024,
    CONNECT_MS = 2000,
    LONG_MS = 3600 * 1000,
};

enum state {
    IDLE,
    ASKING,    /* `next` is under way */
    ASK_LATER, /* it failed; it will be tried again at retry_ms */
    ARRIVED,
    ANSWERING,
    LOST,
};

struct api {
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers;
    char base[URL_SIZE];
    int64_t timeout_ms;
    struct log *log; /* borrowed */
    enum state state;
    int tries;
    int64_t retry_ms;
    struct fault why; /* when LOST */
    struct reply reply;
    struct invocation incoming;
    bool too_long;
    char last_id[256]; /* of the event before */
    int repeats;
    struct post post; /* what is being answered */
    struct buf said;  /* what the server said to it */
};

static void lose(struct api *api, const struct fault *why)
{
    api->why = *why;
    api->state = LOST;
}

/* ---- callbacks of libcurl ---- */

static size_t on_header(char *line, size_t one, size_t size, void *self)
{
    struct api *api = self;
    struct reply_header h;

    (void)one;
    switch (reply_add(&api->reply, line, size, &h)) {
    case REPLY_STATUS:
        if (api->state == ASKING)
            invocation_clear(&api->incoming);
        return size;
    case REPLY_HEADER:
        if (api->state == ASKING)
            invocation_header(&api->incoming, h.name, h.name_size, h.value,
                              h.value_size);
        return size;
    case REPLY_OTHER:
        return size;
    case REPLY_ENDLESS:
        return 0;
    }
    return 0;
}

static size_t on_event_bytes(char *bytes, size_t one, size_t size, void *self)
{
    struct api *api = self;

    (void)one;
    if (buf_add(&api->incoming.event, bytes, size))
        return size;
    api->too_long = true;
    return 0;
}

static size_t on_said(char *bytes, size_t one, size_t size, void *self)
{
    struct api *api = self;
    size_t room = api->said.ceiling - api->said.size;

    (void)one;
    (void)!buf_add(&api->said, bytes, size < room ? size : room);
    return size;
}

/* ---- requests ---- */

static void set_common(struct api *api)
{
    CURL *easy = api->easy;

    curl_easy_reset(easy);
    reply_clear(&api->reply);
    curl_slist_free_all(api->headers);
    api->headers = NULL;
    (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
    (void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                           (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "dayfly/" DAYFLY_VERSION);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, api);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, api);
}

static void go(struct api *api, const char *path, enum state state)
{
    char url[URL_SIZE + 256];

    (void)snprintf(url, sizeof url, "%s%s", api->base, path);
    (void)curl_easy_setopt(api->easy, CURLOPT_URL, url);
    (void)curl_multi_add_handle(api->multi, api->easy);
    api->state = state;
}

/* No limit of time: the sandbox may be frozen while this is pending. */
static void send_next(struct api *api)
{
    set_common(api);
    invocation_clear(&api->incoming);
    api->too_long = false;
    (void)curl_easy_setopt(api->easy, CURLOPT_WRITEFUNCTION, on_event_bytes);
    go(api, "/runtime/invocation/next", ASKING);
}

static bool send_post(struct api *api, const char *path,
                      const struct invocation *inv, struct answer *a,
                      struct fault *f)
{
    set_common(api);
    buf_clear(&api->said);
    (void)curl_easy_setopt(api->easy, CURLOPT_WRITEFUNCTION, on_said);
    if (!post_begin(&api->post, api->easy, &api->headers, inv, a))
        return fault_set(f, "no memory to answer");
    go(api, path, ANSWERING);
    return true;
}

/* ---- what came of them ---- */

/* True: something that names itself is there, be it only to be refused. */
static bool check_event(struct api *api, CURLcode code, long status,
                        struct fault *f)
{
    struct invocation *inv = &api->incoming;

    if (api->too_long && status == 200 && invocation_named(inv, f)) {
        (void)fault_set(&inv->refusal, "the event is larger than %d bytes",
                        PAYLOAD_MOST_BYTES);
        return true;
    }
    if (code != CURLE_OK)
        return fault_set(f, "%s", curl_easy_strerror(code));
    if (status != 200)
        return fault_set(f, "HTTP status %ld: %.200s", status, inv->event.data);
    if (!reply_whole(&api->reply, inv->event.size, f))
        return fault_at(f, "the event is refused");
    return invocation_named(inv, f);
}

/* The same event again and again means that our answers do not arrive. */
static bool check_repeats(struct api *api, struct fault *f)
{
    char id[sizeof api->last_id];

    (void)snprintf(id, sizeof id, "%s %.120s", api->incoming.request_id.data,
                   api->incoming.invocation_id.data);
    api->repeats = strcmp(id, api->last_id) ? 0 : api->repeats + 1;
    memcpy(api->last_id, id, sizeof id);
    if (api->repeats < REPEATS_MOST)
        return true;
    return fault_set(f, "the same event came %d times in a row",
                     api->repeats + 1);
}

static void next_done(struct api *api, CURLcode code, long status)
{
    struct fault why = FAULT_NONE;

    if (check_event(api, code, status, &why)) {
        api->tries = 0;
        if (check_repeats(api, &why))
            api->state = ARRIVED;
        else
            lose(api, &why);
        return;
    }
    api->tries++;
    if (api->tries >= TRIES_MOST || status >= 500) {
        (void)fault_at(&why, "no event to be had from the Runtime API");
        lose(api, &why);
        return;
    }
    log_say(api->log, LEVEL_WARN,
            "dayfly: asking for the next event failed, "
            "trying again: %s",
            why.text);
    api->retry_ms = clock_mono_ms() + (50 << api->tries);
    api->state = ASK_LATER;
}

/* 400, 403, 410, 413: the platform has settled the event itself (runtime-api
 * 1.2), so it is not ours any more. */
static void post_done(struct api *api, CURLcode code, long status)
{
    struct fault why = FAULT_NONE;

    api->state = IDLE;
    if (status >= 200 && status < 300 && code == CURLE_OK)
        return;
    if (status >= 400 && status < 500) {
        log_say(api->log, LEVEL_WARN,
                "dayfly: the Runtime API did not take the answer: HTTP status "
                "%ld: %.500s",
                status, api->said.data);
        return;
    }
    if (code != CURLE_OK)
        (void)fault_set(&why, "cannot answer: %s", curl_easy_strerror(code));
    else
        (void)fault_set(&why, "cannot answer: HTTP status %ld: %.200s", status,
                        api->said.data);
    lose(api, &why);
}

static void perform(struct api *api)
{
    int running;
    int left;
    const CURLMsg *message;

    (void)curl_multi_perform(api->multi, &running);
    while ((message = curl_multi_info_read(api->multi, &left))) {
        CURLcode code = message->data.result;
        long status = 0;
        if (message->msg != CURLMSG_DONE)
            continue;
        (void)curl_easy_getinfo(api->easy, CURLINFO_RESPONSE_CODE, &status);
        (void)curl_multi_remove_handle(api->multi, api->easy);
        if (api->state == ASKING)
            next_done(api, code, status);
        else
            post_done(api, code, status);
    }
}

/* ---- the seam ---- */

static bool lost(const struct api *api, struct fault *f)
{
    *f = api->why;
    return false;
}

static bool ask(void *self, struct fault *f)
{
    struct api *api = self;

    if (api->state == LOST)
        return lost(api, f);
    send_next(api);
    perform(api);
    return true;
}

static bool wait_api(void *self, struct watch *w, struct fault *f)
{
    struct api *api = self;
    struct curl_waitfd extra[WATCH_MOST] = {0};
    enum state before = api->state;

    if (api->state == ASK_LATER && clock_mono_ms() >= api->retry_ms)
        send_next(api);
    if (api->state == ASK_LATER)
        watch_until(w, api->retry_ms);
    if (api->state == ANSWERING)
        post_go_on(&api->post, api->easy);
    perform(api);
    for (size_t i = 0; i < w->count; i++) {
        extra[i].fd = w->fds[i].fd;
        extra[i].events = w->fds[i].events;
    }
    int timeout_ms = w->timeout_ms < 0 ? LONG_MS : w->timeout_ms;
    if (api->state == before &&
        curl_multi_poll(api->multi, extra, (unsigned)w->count, timeout_ms,
                        NULL) != CURLM_OK)
        return fault_set(f, "cannot wait for the Runtime API");
    perform(api);
    /* libcurl tells of readable and writable, not of hung up. */
    (void)poll(w->fds, w->count, 0);
    return api->state != LOST || lost(api, f);
}

static enum news arrived(void *self, struct invocation *inv, struct fault *f)
{
    struct api *api = self;
    struct invocation old = *inv;

    if (api->state == LOST) {
        *f = api->why;
        return NEWS_LOST;
    }
    if (api->state != ARRIVED)
        return NEWS_NONE;
    *inv = api->incoming;
    api->incoming = old;
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
    perform(api);
    return api->state != LOST || lost(api, f);
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

    (void)curl_multi_remove_handle(api->multi, api->easy);
    curl_easy_cleanup(api->easy);
    (void)curl_multi_cleanup(api->multi);
    curl_slist_free_all(api->headers);
    curl_global_cleanup();
    invocation_free(&api->incoming);
    buf_free(&api->said);
    mem_free(api);
}

bool api_open(struct source *source, const char *authority, int64_t timeout_ms,
              struct log *log, struct fault *f)
{
    struct api *api = mem_new(1, sizeof *api);

    if (!api || curl_global_init(CURL_GLOBAL_NOTHING) != CURLE_OK) {
        mem_free(api);
        return fault_set(f, "no memory for the Runtime API client");
    }
    invocation_init(&api->incoming);
    api->said = (struct buf)BUF(SAID_MOST);
    api->timeout_ms = timeout_ms;
    api->log = log;
    api->multi = curl_multi_init();
    api->easy = curl_easy_init();
    *source = (struct source){.ask = ask,
                              .wait = wait_api,
                              .arrived = arrived,
                              .answer = answer,
                              .answered = answered,
                              .birth_failed = birth_failed,
                              .close = close_api,
                              .self = api};
    int size = snprintf(api->base, sizeof api->base, "http://%s/2018-06-01",
                        authority);
    if (api->multi && api->easy && size < (int)sizeof api->base)
        return true;
    close_api(api);
    return fault_set(f, "cannot set up the Runtime API client for \"%.200s\"",
                     authority);
}
