#include "bootstrap/post.h"

#include <stdio.h>

#include "bootstrap/base/base64.h"

enum { TRAILER_MOST_BYTES = 32 * 1024 };

/* Which bytes go up: the error object, or the response. */
static struct body *body_of(struct answer *a)
{
    return a->failed ? (struct body *)(size_t)&a->error : a->body;
}

static size_t on_read(char *to, size_t one, size_t room, void *self)
{
    struct post *p = self;
    struct body *body = body_of(p->answer);
    size_t size = body_pull(body, to, one * room);

    if (size > 0 || !body->live)
        return size;
    p->paused = true;
    return CURL_READFUNC_PAUSE;
}

/* libcurl sends again, from the start, when a kept connection turns out dead
 * before anything of an answer has come. */
static int on_seek(void *self, curl_off_t offset, int origin)
{
    struct post *p = self;

    if (offset != 0 || origin != SEEK_SET || !body_rewind(body_of(p->answer)))
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
    struct post *p = self;
    const struct answer *a = p->answer;
    const struct buf *error = &a->error.bytes;
    AUTO(struct buf, buf_free) text = BUF(2 * TRAILER_MOST_BYTES);
    AUTO(struct buf, buf_free) brief = BUF(1024);

    if (!*a->error_type)
        return CURL_TRAILERFUNC_OK;
    (void)!buf_printf(&brief,
                      "{\"errorType\":\"%s\",\"errorMessage\":\"the error "
                      "object is too long for a trailer\"}",
                      a->error_type);
    if (error->size > TRAILER_MOST_BYTES)
        error = &brief;
    bool ok =
        base64_encode(&text, error->data, error->size) &&
        add_pair(list, "Lambda-Runtime-Function-Error-Type", a->error_type) &&
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
                       struct answer *a)
{
    char number[32];
    bool ok =
        add(list, "Expect:") && add_pair(list, "Content-Type", a->content_type);

    if (inv && inv->invocation_id.size > 0)
        ok = ok && add_pair(list, "Lambda-Runtime-Invocation-Id",
                            inv->invocation_id.data);
    if (a->failed && *a->error_type)
        ok = ok && add_pair(list, "Lambda-Runtime-Function-Error-Type",
                            a->error_type);
    if (a->failed && a->cause.size > 0)
        ok = ok && add_pair(list, "Lambda-Runtime-Function-XRay-Error-Cause",
                            a->cause.data);
    if (a->streaming)
        ok = ok && stream_headers(list);
    (void)snprintf(number, sizeof number, "%lld", (long long)a->peak_kib);
    if (a->peak_kib > 0)
        ok = ok && add_pair(list, "Dayfly-Max-Memory-Kb", number);
    return ok;
}

static void pull_body(struct post *p, CURL *easy)
{
    (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    (void)curl_easy_setopt(easy, CURLOPT_READDATA, p);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
    (void)curl_easy_setopt(easy, CURLOPT_SEEKDATA, p);
    (void)curl_easy_setopt(easy, CURLOPT_TRAILERFUNCTION, on_trailer);
    (void)curl_easy_setopt(easy, CURLOPT_TRAILERDATA, p);
}

/* Bytes that libcurl has before it sends go out with the headers, in one
 * packet, when they are few: the other side wakes once. */
static void hand_over(CURL *easy, struct body *b)
{
    size_t size;
    const char *bytes = body_lend(b, &size);

    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bytes);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
}

bool post_begin(struct post *p, CURL *easy, struct curl_slist **headers,
                const struct invocation *inv, struct answer *a)
{
    *p = (struct post){.answer = a};
    if (!headers_of(headers, inv, a))
        return false;
    (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, *headers);
    if (a->streaming)
        pull_body(p, easy);
    else
        hand_over(easy, body_of(a));
    return true;
}

void post_go_on(struct post *p, CURL *easy)
{
    const struct body *body = body_of(p->answer);

    if (!p->paused || (body->live && body_left(body) == 0))
        return;
    p->paused = false;
    (void)curl_easy_pause(easy, CURLPAUSE_CONT);
}

bool post_settled(const struct http_end *end, const struct buf *said,
                  struct log *log, struct fault *f)
{
    long status = end->status;

    if (end->broken)
        return fault_set(f, "cannot answer: %s", end->broken);
    if (status >= 200 && status < 300)
        return true;
    if (status < 400 || status >= 500)
        return fault_set(f, "cannot answer: HTTP status %ld: %.200s", status,
                         said->data);
    log_say(log, LEVEL_WARN,
            "dayfly: the Runtime API did not take the answer: HTTP status "
            "%ld: %.500s",
            status, said->data);
    return true;
}
