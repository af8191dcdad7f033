#include "bootstrap/runtime_api/response_upload.h"

#include <stdio.h>

#include "common/base64.h"

enum { TRAILER_MAX_BYTES = 32 * 1024 };

static const char peak_header[] = "Dayfly-Max-Memory-Kb";

/* Which bytes go up: the error object, or the response. */
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

/* libcurl sends again, from the start, when a kept connection turns out dead
 * before anything of an answer has come. */
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
                       struct response *resp)
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

/* To look what it is takes longer than the rest of a small answer's way. An id
 * that is too long is another platform's. */
static bool tell_peak(struct response_upload *upload, struct curl_slist **list,
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

bool response_upload_add_deferred(const struct response_upload *upload,
                                  CURL *easy, struct curl_slist **headers,
                                  struct error *err)
{
    char told[DEFERRED_ID_SIZE + 32];

    if (!*upload->deferred_id)
        return true;
    (void)snprintf(told, sizeof told, "%lld %s",
                   (long long)upload->deferred_kib, upload->deferred_id);
    if (!add_pair(headers, peak_header, told))
        return error_set(err, "no memory to ask for an event");
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *headers);
    return true;
}

static void pull_body(struct response_upload *upload, CURL *easy)
{
    (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    (void)curl_easy_setopt(easy, CURLOPT_READDATA, upload);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKDATA, upload);
    (void)curl_easy_setopt(easy, CURLOPT_TRAILERFUNCTION, on_trailer);
    (void)curl_easy_setopt(easy, CURLOPT_TRAILERDATA, upload);
}

/* Bytes that libcurl has before it sends go out with the headers, in one
 * packet, when they are few: the other side wakes once. */
static void hand_over(CURL *easy, struct response_body *body)
{
    size_t size;
    const char *bytes = response_body_peek(body, &size);

    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bytes);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
}

bool response_upload_begin(struct response_upload *upload, CURL *easy,
                           struct curl_slist **headers,
                           const struct invocation *inv, struct response *resp)
{
    upload->response = resp;
    upload->paused = false;
    if (!headers_of(headers, inv, resp) || !tell_peak(upload, headers, inv))
        return false;
    (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *headers);
    if (resp->streaming)
        pull_body(upload, easy);
    else
        hand_over(easy, body_of(resp));
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
                            const struct buf *said, struct log *log,
                            struct error *err)
{
    long status = end->status;

    if (end->error)
        return error_set(err, "cannot answer: %s", end->error);
    if (status >= 200 && status < 300)
        return true;
    if (status < 400 || status >= 500)
        return error_set(err, "cannot answer: HTTP status %ld: %.200s", status,
                         said->data);
    log_printf(log, LEVEL_WARN,
               "dayfly: the Runtime API did not take the answer: HTTP status "
               "%ld: %.500s",
               status, said->data);
    return true;
}
