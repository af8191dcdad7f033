#include "bootstrap/runtime_api/response_upload.h"

#include <stdio.h>
#include <string.h>

#include "common/base64.h"

enum { TRAILER_MAX_BYTES = 32 * 1024 };

static const char peak_header[] = "Dayfly-Max-Memory-Kb";

/* The body to send: the error object or the result. */
static struct response_body *body_of(struct response *resp)
{
    return resp->failed ? (struct response_body *)(size_t)&resp->error
                        : resp->body;
}

static size_t on_read(char *to, size_t one, size_t room, void *self)
{
    struct response_upload *upload = self;
    struct response_body *body = body_of(upload->response);
    size_t size = response_body_read(body, to, one * room);

    if (size > 0 || !response_body_is_open(body))
        return size;
    upload->paused = true;
    return CURL_READFUNC_PAUSE;
}

/* If a kept connection turns out to be closed, libcurl sends the request again
 * from its start. */
static int on_seek(void *self, curl_off_t offset, int origin)
{
    struct response_upload *upload = self;

    if (offset != 0 || origin != SEEK_SET ||
        !response_body_rewind(body_of(upload->response)))
        return CURL_SEEKFUNC_CANTSEEK;
    return CURL_SEEKFUNC_OK;
}

static bool add(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer)
        *list = longer;
    return longer != NULL;
}

static bool add_pair(struct curl_slist **list, const char *name,
                     const char *value)
{
    AUTO(struct buf, buf_free) line = BUF(64 * 1024);
    char brief[256];
    int size = snprintf(brief, sizeof brief, "%s: %s", name, value);

    if (size >= 0 && (size_t)size < sizeof brief)
        return add(list, brief);
    return buf_printf(&line, "%s: %s", name, value) && add(list, line.data);
}

static int on_trailer(struct curl_slist **list, void *self)
{
    struct response_upload *upload = self;
    const struct response *resp = upload->response;
    const struct buf *error = &resp->error.bytes;
    AUTO(struct buf, buf_free) text = BUF(2 * TRAILER_MAX_BYTES);
    AUTO(struct buf, buf_free) brief = BUF(1024);

    if (!*resp->error_type)
        return CURL_TRAILERFUNC_OK;
    (void)!buf_printf(&brief,
                      "{\"errorType\":\"%s\",\"errorMessage\":\"the error "
                      "object is too long for a trailer\"}",
                      resp->error_type);
    if (error->size > TRAILER_MAX_BYTES)
        error = &brief;
    bool ok = base64_encode(&text, error->data, error->size) &&
              add_pair(list, "Lambda-Runtime-Function-Error-Type",
                       resp->error_type) &&
              add_pair(list, "Lambda-Runtime-Function-Error-Body", text.data);
    return ok ? CURL_TRAILERFUNC_OK : CURL_TRAILERFUNC_ABORT;
}

static bool stream_headers(struct curl_slist **list)
{
    return add(list, "Transfer-Encoding: chunked") &&
           add(list, "Lambda-Runtime-Function-Response-Mode: streaming") &&
           add(list,
               "Trailer: Lambda-Runtime-Function-Error-Type, "
               "Lambda-Runtime-Function-Error-Body");
}

static bool headers_of(struct curl_slist **list, const struct invocation *inv,
                       const struct response *resp)
{
    bool ok = add(list, "Expect:") &&
              add_pair(list, "Content-Type", resp->content_type);

    if (inv && inv->invocation_id.size > 0)
        ok = ok && add_pair(list, "Lambda-Runtime-Invocation-Id",
                            inv->invocation_id.data);
    if (resp->failed && *resp->error_type)
        ok = ok && add_pair(list, "Lambda-Runtime-Function-Error-Type",
                            resp->error_type);
    if (resp->failed && resp->cause.size > 0)
        ok = ok && add_pair(list, "Lambda-Runtime-Function-XRay-Error-Cause",
                            resp->cause.data);
    if (resp->streaming)
        ok = ok && stream_headers(list);
    return ok;
}

/* Reading the peak takes longer than sending a small response, so it may be
 * deferred. An id that is too long does not come from AWS Lambda. */
static bool add_peak(struct response_upload *upload, struct curl_slist **list,
                     const struct invocation *inv)
{
    char number[32];
    int64_t peak = upload->response->peak_kib;

    upload->deferred_id[0] = '\0';
    if (!upload->send_peaks || !inv || peak < 0 ||
        inv->request_id.size >= DEFERRED_ID_SIZE)
        return true;
    if (peak == 0) {
        (void)snprintf(upload->deferred_id, DEFERRED_ID_SIZE, "%s",
                       inv->request_id.data);
        return add_pair(list, peak_header, "next");
    }
    (void)snprintf(number, sizeof number, "%lld", (long long)peak);
    return add_pair(list, peak_header, number);
}

/* Only a host is told. */
static bool add_unread(const struct response_upload *upload,
                       struct curl_slist **list)
{
    return !upload->send_peaks || !upload->response->unread ||
           add(list, "Dayfly-Event: unread");
}

static bool no_memory_for_next(struct error *err)
{
    return error_set(err, "no memory for the request of the next event");
}

/* The platform does not count this time as the event's. In microseconds: the
 * event itself may take less than one millisecond. */
static bool add_load(struct curl_slist **list, const struct invocation *inv)
{
    char number[32];

    if (!inv || inv->load_us == 0)
        return true;
    (void)snprintf(number, sizeof number, "%lld", (long long)inv->load_us);
    return add_pair(list, "Dayfly-Load-Us", number);
}

static bool add_load_kind(const struct response_upload *upload,
                          struct curl_slist **headers)
{
    if (!upload->send_peaks || upload->load == CODE_LOAD_NEVER)
        return true;
    return add(headers, upload->load == CODE_LOAD_ONCE
                            ? "Dayfly-Loads: once"
                            : "Dayfly-Loads: always");
}

bool response_upload_add_deferred(struct response_upload *upload,
                                  struct curl_slist **headers,
                                  struct error *err)
{
    char value[DEFERRED_ID_SIZE + 32];

    upload->prepared = false;
    if (!add_load_kind(upload, headers))
        return no_memory_for_next(err);
    if (!*upload->deferred_id)
        return true;
    (void)snprintf(value, sizeof value, "%lld %s",
                   (long long)upload->deferred_kib, upload->deferred_id);
    if (!add_pair(headers, peak_header, value))
        return no_memory_for_next(err);
    return true;
}

static void set_streamed_body(struct response_upload *upload, CURL *easy)
{
    (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    (void)curl_easy_setopt(easy, CURLOPT_READDATA, upload);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKDATA, upload);
    (void)curl_easy_setopt(easy, CURLOPT_TRAILERFUNCTION, on_trailer);
    (void)curl_easy_setopt(easy, CURLOPT_TRAILERDATA, upload);
}

/* libcurl sends a small body that it has from the start in one packet with the
 * headers, so the server wakes up once. */
static void set_whole_body(CURL *easy, struct response_body *body)
{
    size_t size;
    const char *bytes = response_body_peek(body, &size);

    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bytes);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
}

static bool no_memory(struct error *err)
{
    return error_set(err, "no memory for the response");
}

static bool begin(const struct response_upload *upload,
                  struct http_client *http, const struct invocation *inv,
                  const struct response *resp, struct error *err)
{
    char path[256] = "/runtime/init/error";

    if (inv)
        (void)snprintf(path, sizeof path, "/runtime/invocation/%s/%s",
                       inv->request_id.data,
                       resp->failed ? "error" : "response");
    return http_client_reset(http, HTTP_POST, path, upload->reply, err) &&
           (headers_of(&http->headers, inv, resp) || no_memory(err));
}

static const struct response expected = {.content_type = "application/json"};

void response_upload_prepare(struct response_upload *upload,
                             struct http_client *http,
                             const struct invocation *inv)
{
    struct error err = ERROR_NONE;

    upload->prepared = begin(upload, http, inv, &expected, &err);
}

static bool is_expected(const struct response *resp)
{
    return !resp->failed && !resp->streaming &&
           !strcmp(resp->content_type, expected.content_type);
}

bool response_upload_begin(struct response_upload *upload,
                           struct http_client *http,
                           const struct invocation *inv, struct response *resp,
                           struct error *err)
{
    bool ready = upload->prepared && is_expected(resp);

    upload->prepared = false;
    upload->response = resp;
    upload->paused = false;
    if (!ready && !begin(upload, http, inv, resp, err))
        return false;
    if (!add_peak(upload, &http->headers, inv) ||
        !add_unread(upload, &http->headers) || !add_load(&http->headers, inv))
        return no_memory(err);
    http->needs_new_handle = resp->streaming;
    if (resp->streaming)
        set_streamed_body(upload, http->easy);
    else
        set_whole_body(http->easy, body_of(resp));
    return true;
}

void response_upload_resume(struct response_upload *upload, CURL *easy)
{
    const struct response_body *body = body_of(upload->response);

    if (!upload->paused ||
        (response_body_is_open(body) && response_body_remaining(body) == 0))
        return;
    upload->paused = false;
    (void)curl_easy_pause(easy, CURLPAUSE_CONT);
}

bool response_upload_result(const struct http_result *end,
                            const struct buf *reply, struct log *log,
                            struct error *err)
{
    long status = end->status;

    if (end->error)
        return error_set(err, "cannot send the response: %s", end->error);
    if (status >= 200 && status < 300)
        return true;
    if (status < 400 || status >= 500)
        return error_set(err,
                         "cannot send the response: HTTP status %ld: %.200s",
                         status, reply->data);
    log_printf(log, LEVEL_WARN,
               "dayfly: the Runtime API rejected the response: HTTP status "
               "%ld: %.500s",
               status, reply->data);
    return true;
}
