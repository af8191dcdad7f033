#include "bootstrap/runtime_api/http_client.h"

#include <stdio.h>

#include "common/clock.h"
#include "common/version.h"

enum {
    CONNECT_MS = 2000,
    LONG_MS = 3600 * 1000, /* curl_multi_poll takes no "for ever" */
};

static size_t on_header(char *line, size_t one, size_t size, void *self)
{
    struct http_client *h = self;
    struct http_header header;

    (void)one;
    switch (http_response_add(&h->reply, line, size, &header)) {
    case HTTP_RESPONSE_STATUS:
        if (h->to.head)
            h->to.head(h->to.self);
        return size;
    case HTTP_RESPONSE_HEADER:
        if (h->to.header)
            h->to.header(h->to.self, &header);
        return size;
    case HTTP_RESPONSE_OTHER:
        return size;
    case HTTP_RESPONSE_ENDLESS:
        return 0;
    }
    return 0;
}

static size_t on_bytes(char *bytes, size_t one, size_t size, void *self)
{
    struct http_client *h = self;

    (void)one;
    return h->to.bytes(h->to.self, bytes, size) ? size : 0;
}

bool http_client_open(struct http_client *h, const char *authority,
                      const char *prefix, struct error *f)
{
    *h = (struct http_client){0};
    int size =
        snprintf(h->base, sizeof h->base, "http://%s%s", authority, prefix);
    if (size < 0 || size >= HTTP_BASE_SIZE)
        return error_set(f, "the address \"%.100s…\" is too long", authority);
    if (curl_global_init(CURL_GLOBAL_NOTHING) != CURLE_OK)
        return error_set(f, "libcurl does not start");
    h->multi = curl_multi_init();
    h->easy = curl_easy_init();
    if (h->multi && h->easy)
        return true;
    http_client_close(h);
    return error_set(f, "no memory for an HTTP client");
}

void http_client_close(struct http_client *h)
{
    if (h->multi && h->easy)
        (void)curl_multi_remove_handle(h->multi, h->easy);
    curl_easy_cleanup(h->easy);
    if (h->multi)
        (void)curl_multi_cleanup(h->multi);
    curl_slist_free_all(h->headers);
    curl_global_cleanup();
    *h = (struct http_client){0};
}

/* No limit of time on the request: the sandbox may be frozen while it is
 * pending. No proxy, whatever the environment says of one. */
static void set_common(struct http_client *h)
{
    CURL *easy = h->easy;

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
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, h);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, h);
    *h->why = '\0';
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, h->why);
}

bool http_client_reset(struct http_client *h, struct http_callbacks to,
                       struct error *f)
{
    if (h->worn) {
        curl_easy_cleanup(h->easy);
        h->easy = curl_easy_init();
        h->worn = false;
    }
    if (!h->easy)
        return error_set(f, "no memory for a request");
    h->to = to;
    h->give_up_ms = 0;
    http_response_clear(&h->reply);
    curl_easy_reset(h->easy);
    curl_slist_free_all(h->headers);
    h->headers = NULL;
    set_common(h);
    return true;
}

void http_client_send(struct http_client *h, const char *path)
{
    char url[HTTP_BASE_SIZE + 256];

    (void)snprintf(url, sizeof url, "%s%s", h->base, path);
    (void)curl_easy_setopt(h->easy, CURLOPT_URL, url);
    (void)curl_multi_add_handle(h->multi, h->easy);
    h->busy = true;
}

void http_client_give_up(struct http_client *h, int64_t mono_ms)
{
    if (h->give_up_ms == 0)
        h->give_up_ms = mono_ms;
}

static bool over(struct http_client *h, struct http_result *end,
                 const char *broken)
{
    end->broken = broken;
    end->status = 0;
    (void)curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &end->status);
    (void)curl_multi_remove_handle(h->multi, h->easy);
    h->busy = false;
    h->give_up_ms = 0;
    return true;
}

bool http_client_perform(struct http_client *h, struct http_result *end)
{
    int running;
    int left;
    const CURLMsg *message;

    if (!h->busy)
        return false;
    (void)curl_multi_perform(h->multi, &running);
    while ((message = curl_multi_info_read(h->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        const char *why = *h->why ? h->why : curl_easy_strerror(code);
        return over(h, end, code == CURLE_OK ? NULL : why);
    }
    if (h->give_up_ms && clock_mono_ms() >= h->give_up_ms)
        return over(h, end,
                    "the server stood still until the event's time was over");
    return false;
}

/* libcurl tells of readable and writable, not of hung up: so look again. */
void poll_set_refresh(struct poll_set *w)
{
    (void)poll(w->fds, w->count, 0);
}

bool http_client_wait(struct http_client *h, struct poll_set *w,
                      struct error *f)
{
    struct curl_waitfd extra[POLL_SET_MAX] = {0};

    if (!h->busy) {
        (void)poll(w->fds, w->count, w->timeout_ms);
        return true;
    }
    if (h->give_up_ms)
        poll_set_deadline(w, h->give_up_ms);
    int timeout_ms = w->timeout_ms < 0 ? LONG_MS : w->timeout_ms;

    for (size_t i = 0; i < w->count; i++) {
        extra[i].fd = w->fds[i].fd;
        extra[i].events = w->fds[i].events;
    }
    if (curl_multi_poll(h->multi, extra, (unsigned)w->count, timeout_ms,
                        NULL) != CURLM_OK)
        return error_set(f, "cannot wait for the server");
    poll_set_refresh(w);
    return true;
}
