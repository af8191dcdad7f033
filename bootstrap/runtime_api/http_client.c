#include "bootstrap/runtime_api/http_client.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/version.h"

enum {
    CONNECT_MS = 2000,
    LONG_MS = 3600 * 1000, /* curl_multi_poll needs a timeout */
    BUFFER_BYTES = 256 * 1024,
};

static size_t on_header(char *line, size_t one, size_t size, void *self)
{
    struct http_client *http = self;
    struct http_header header;

    (void)one;
    switch (http_response_add(&http->response, line, size, &header)) {
    case HTTP_RESPONSE_STATUS:
        if (http->callbacks.on_head)
            http->callbacks.on_head(http->callbacks.self);
        return size;
    case HTTP_RESPONSE_HEADER:
        if (http->callbacks.on_header)
            http->callbacks.on_header(http->callbacks.self, &header);
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
    struct http_client *http = self;

    (void)one;
    return http->callbacks.on_body(http->callbacks.self, bytes, size) ? size
                                                                      : 0;
}

static void take_channel(struct http_client *http, const char *channel)
{
    int fd = channel ? (int)strtol(channel, NULL, 10) : -1;
    struct stat status;

    if (fd > STDERR_FILENO && fstat(fd, &status) == 0 &&
        S_ISSOCK(status.st_mode) && (fcntl(fd, F_GETFL) & O_PATH) != 0 &&
        fcntl(fd, F_SETFD, FD_CLOEXEC) == 0)
        (void)snprintf(http->socket, sizeof http->socket, "/proc/self/fd/%d",
                       fd);
}

bool http_client_open(struct http_client *http, const char *authority,
                      const char *channel, const char *prefix,
                      struct error *err)
{
    *http = (struct http_client){0};
    take_channel(http, channel);
    int size = snprintf(http->base, sizeof http->base, "http://%s%s", authority,
                        prefix);
    if (size < 0 || size >= HTTP_BASE_SIZE)
        return error_set(err, "the address \"%.100s…\" is too long", authority);
    if (curl_global_init(CURL_GLOBAL_NOTHING) != CURLE_OK)
        return error_set(err, "libcurl cannot be initialized");
    http->multi = curl_multi_init();
    if (http->multi)
        return true;
    http_client_close(http);
    return error_set(err, "no memory for an HTTP client");
}

void http_client_close(struct http_client *http)
{
    if (http->active)
        (void)curl_multi_remove_handle(http->multi, http->easy);
    for (size_t i = 0; i < COUNT(http->handles); i++)
        curl_easy_cleanup(http->handles[i]);
    if (http->multi)
        (void)curl_multi_cleanup(http->multi);
    curl_slist_free_all(http->headers);
    curl_global_cleanup();
    *http = (struct http_client){0};
}

/* The request has no timeout: the sandbox may be frozen while it is pending. No
 * proxy is used, even if the environment names one. */
static CURL *new_handle(struct http_client *http, enum http_method method)
{
    CURL *easy = curl_easy_init();

    if (!easy)
        return NULL;
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
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, http);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, http);
    (void)curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER_BYTES);
    (void)curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)BUFFER_BYTES);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, http->error_text);
    if (method == HTTP_POST)
        (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (*http->socket)
        (void)curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, http->socket);
    return easy;
}

static void drop_handle(struct http_client *http)
{
    for (size_t i = 0; i < COUNT(http->handles); i++)
        if (http->handles[i] == http->easy)
            http->handles[i] = NULL;
    curl_easy_cleanup(http->easy);
    http->easy = NULL;
    http->needs_new_handle = false;
}

bool http_client_reset(struct http_client *http, enum http_method method,
                       const char *path, struct http_callbacks callbacks,
                       struct error *err)
{
    char url[HTTP_BASE_SIZE + 256];
    CURL **handle = &http->handles[method];

    if (http->needs_new_handle)
        drop_handle(http);
    if (!*handle)
        *handle = new_handle(http, method);
    if (!*handle)
        return error_set(err, "no memory for a request");
    http->easy = *handle;
    http->callbacks = callbacks;
    http->give_up_ms = 0;
    *http->error_text = '\0';
    http_response_clear(&http->response);
    curl_slist_free_all(http->headers);
    http->headers = NULL;
    (void)snprintf(url, sizeof url, "%s%s", http->base, path);
    (void)curl_easy_setopt(http->easy, CURLOPT_URL, url);
    return true;
}

void http_client_send(struct http_client *http)
{
    (void)curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, http->headers);
    (void)curl_multi_add_handle(http->multi, http->easy);
    http->active = true;
}

void http_client_give_up(struct http_client *http, int64_t mono_ms)
{
    if (http->give_up_ms == 0)
        http->give_up_ms = mono_ms;
}

static bool end_request(struct http_client *http, struct http_result *end,
                        const char *error)
{
    end->error = error;
    end->status = 0;
    (void)curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &end->status);
    (void)curl_multi_remove_handle(http->multi, http->easy);
    http->active = false;
    http->give_up_ms = 0;
    return true;
}

bool http_client_perform(struct http_client *http, struct http_result *end)
{
    int running;
    int left;
    const CURLMsg *message;

    if (!http->active)
        return false;
    (void)curl_multi_perform(http->multi, &running);
    while ((message = curl_multi_info_read(http->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        const char *why =
            *http->error_text ? http->error_text : curl_easy_strerror(code);
        return end_request(http, end, code == CURLE_OK ? NULL : why);
    }
    if (http->give_up_ms && clock_mono_ms() >= http->give_up_ms)
        return end_request(
            http, end,
            "the server made no progress until the deadline of the event");
    return false;
}

/* libcurl reports POLLIN and POLLOUT but not POLLHUP, so poll again. */
void poll_set_refresh(struct poll_set *set)
{
    (void)poll(set->fds, set->count, 0);
}

bool http_client_wait(struct http_client *http, struct poll_set *set,
                      struct error *err)
{
    struct curl_waitfd extra[POLL_SET_MAX] = {0};

    if (!http->active) {
        (void)poll(set->fds, set->count, set->timeout_ms);
        return true;
    }
    if (http->give_up_ms)
        poll_set_deadline(set, http->give_up_ms);
    int timeout_ms = set->timeout_ms < 0 ? LONG_MS : set->timeout_ms;

    for (size_t i = 0; i < set->count; i++) {
        extra[i].fd = set->fds[i].fd;
        extra[i].events = set->fds[i].events;
    }
    if (curl_multi_poll(http->multi, extra, (unsigned)set->count, timeout_ms,
                        NULL) != CURLM_OK)
        return error_set(err, "cannot wait for the server");
    poll_set_refresh(set);
    return true;
}
