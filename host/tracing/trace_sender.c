#include "host/tracing/trace_sender.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "host/base/tls_trust.h"

enum { STEP_MS = 1000 };

struct trace_sender {
    CURLM *multi;
    CURL *curl;
    struct curl_slist *headers;
    _Atomic int64_t end_ms; /* monotonic; 0: never */
    char detail[CURL_ERROR_SIZE];
};

static size_t ignore(char *bytes, size_t one, size_t size, void *self)
{
    (void)bytes;
    (void)one;
    (void)self;
    return size;
}

/* NULL: memory is short. */
static struct curl_slist *headers_of(const struct trace_settings *settings)
{
    const char *end = settings->headers.data + settings->headers.size;
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    if (list)
        list = curl_slist_append(list, "Content-Type: application/json");
    for (const char *at = settings->headers.data; list && at < end;
         at += strlen(at) + 1)
        list = curl_slist_append(list, at);
    return list;
}

static bool can(const char *url)
{
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    const char *scheme = strncasecmp(url, "https:", 6) ? "http" : "https";

    for (const char *const *at = version->protocols; *at; at++)
        if (!strcmp(*at, scheme))
            return true;
    return false;
}

static void set_options(struct trace_sender *sender,
                        const struct trace_settings *settings)
{
    CURL *curl = sender->curl;

    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, sender->detail);
    (void)curl_easy_setopt(curl, CURLOPT_URL, settings->url.data);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, sender->headers);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    tls_trust_set(curl);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                           (long)settings->timeout_ms);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    (void)curl_easy_setopt(curl, CURLOPT_POST, 1L);
}

struct trace_sender *trace_sender_open(const struct trace_settings *settings,
                                       struct error *err)
{
    struct trace_sender *sender;

    if (!can(settings->url.data)) {
        (void)error_set(err,
                        "spans cannot be sent to %.200s: this build of dayfly "
                        "has no TLS; name a collector with http://",
                        settings->url.data);
        return NULL;
    }
    sender = mem_new(1, sizeof *sender);
    if (sender) {
        sender->multi = curl_multi_init();
        sender->curl = curl_easy_init();
        sender->headers = headers_of(settings);
    }
    if (sender && sender->multi && sender->curl && sender->headers) {
        set_options(sender, settings);
        return sender;
    }
    trace_sender_close(sender);
    (void)error_set(err, "out of memory");
    return NULL;
}

void trace_sender_close(struct trace_sender *sender)
{
    if (!sender)
        return;
    curl_easy_cleanup(sender->curl);
    (void)curl_multi_cleanup(sender->multi);
    curl_slist_free_all(sender->headers);
    mem_free(sender);
}

/* Milliseconds that are left, at most STEP_MS; 0: the time is over. */
static int time_left(const struct trace_sender *sender)
{
    int64_t end_ms = sender->end_ms;
    int64_t left_ms = end_ms ? end_ms - clock_mono_ms() : STEP_MS;

    if (left_ms < 0)
        left_ms = 0;
    return left_ms < STEP_MS ? (int)left_ms : STEP_MS;
}

/* False: the time is over before it has ended. */
static bool run(struct trace_sender *sender, CURLcode *code)
{
    const CURLMsg *message;
    int count = 0;
    int wait_ms;

    if (curl_multi_add_handle(sender->multi, sender->curl) != CURLM_OK)
        return false;
    do {
        wait_ms = time_left(sender);
        (void)curl_multi_perform(sender->multi, &count);
        if (count > 0)
            (void)curl_multi_poll(sender->multi, NULL, 0, wait_ms, NULL);
    } while (count > 0 && wait_ms > 0);
    message = count == 0 ? curl_multi_info_read(sender->multi, &count) : NULL;
    if (message)
        *code = message->data.result;
    (void)curl_multi_remove_handle(sender->multi, sender->curl);
    return message != NULL;
}

static enum trace_answer judge(struct trace_sender *sender, CURLcode code,
                               struct error *err)
{
    long status = 0;

    (void)curl_easy_getinfo(sender->curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK) {
        (void)error_set(err, "%s",
                        *sender->detail ? sender->detail
                                        : curl_easy_strerror(code));
        return TRACE_AGAIN;
    }
    if (status / 100 == 2)
        return TRACE_TAKEN;
    (void)error_set(err, "it answered with status %ld", status);
    /* Those that OTLP names as passing. */
    return status == 429 || (status >= 502 && status <= 504) ? TRACE_AGAIN
                                                             : TRACE_REFUSED;
}

enum trace_answer trace_sender_post(struct trace_sender *sender,
                                    const struct buf *spans, struct error *err)
{
    static const char head[] = "{\"resourceSpans\":[";
    AUTO(struct buf, buf_free) body = BUF(spans->size + sizeof head + 2);
    CURLcode code = CURLE_OPERATION_TIMEDOUT;

    if (!buf_add_str(&body, head) ||
        !buf_add(&body, spans->data, spans->size) ||
        !buf_add_str(&body, "]}")) {
        (void)error_set(err, "out of memory");
        return TRACE_AGAIN;
    }
    *sender->detail = '\0';
    (void)curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                           (curl_off_t)body.size);
    (void)curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDS, body.data);
    if (!run(sender, &code)) {
        (void)error_set(err, "the host ends");
        return TRACE_AGAIN;
    }
    return judge(sender, code, err);
}

void trace_sender_end_by(struct trace_sender *sender, int64_t mono_ms)
{
    sender->end_ms = mono_ms;
    (void)curl_multi_wakeup(sender->multi);
}
