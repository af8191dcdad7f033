#include "host/client/request_signature.h"

#include <ctype.h>
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "host/auth/canonical.h"
#include "host/auth/signature_date.h"

enum {
    HEADERS_MAX = SIGNED_LINES_MAX + 4,
    TARGET_MAX_BYTES = 64 * 1024,
    CANONICAL_MAX_BYTES = 512 * 1024
};

/* In the order of their names. */
struct headers {
    struct http_header list[HEADERS_MAX];
    size_t count;
};

static bool is_before(const struct http_header *one,
                      const struct http_header *other)
{
    size_t size =
        one->name_size < other->name_size ? one->name_size : other->name_size;
    int order = strncasecmp(one->name, other->name, size);

    return order < 0 || (order == 0 && one->name_size < other->name_size);
}

static bool take_line(struct headers *h, const char *line)
{
    const char *colon = strchr(line, ':');
    size_t at = h->count;

    if (!colon || h->count == HEADERS_MAX)
        return false;
    const struct http_header taken = {.name = line,
                                      .name_size = (size_t)(colon - line),
                                      .value = colon + 1,
                                      .value_size = strlen(colon + 1)};
    for (; at > 0 && is_before(&taken, &h->list[at - 1]); at--)
        h->list[at] = h->list[at - 1];
    h->list[at] = taken;
    h->count++;
    return true;
}

/* In lower case, with ";" between. */
static bool add_names(struct buf *out, const struct headers *h)
{
    for (size_t i = 0; i < h->count; i++) {
        if (i > 0 && !buf_add_str(out, ";"))
            return false;
        for (size_t j = 0; j < h->list[i].name_size; j++) {
            char low = (char)tolower((unsigned char)h->list[i].name[j]);
            if (!buf_add(out, &low, 1))
                return false;
        }
    }
    return true;
}

/* Of the URL: what libcurl asks for. */
static bool add_target(struct buf *out, CURLU *url)
{
    char *path = NULL;
    char *query = NULL;
    bool ok = curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
              buf_add_str(out, path);

    if (ok && curl_url_get(url, CURLUPART_QUERY, &query, 0) == CURLUE_OK)
        ok = buf_printf(out, "?%s", query);
    curl_free(path);
    curl_free(query);
    return ok;
}

/* As libcurl writes it: without the usual port, a name of a domain in ASCII. */
static bool add_host(struct buf *out, CURLU *url)
{
    char *host = NULL;
    char *port = NULL;
    bool ok = (curl_url_get(url, CURLUPART_HOST, &host, CURLU_PUNYCODE) ==
                   CURLUE_OK ||
               curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK) &&
              buf_printf(out, "Host: %s", host);

    if (ok && curl_url_get(url, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT) ==
                  CURLUE_OK)
        ok = buf_printf(out, ":%s", port);
    curl_free(host);
    curl_free(port);
    return ok && buf_add(out, "", 1);
}

/* The lines that the signature is of, besides those that are given. */
static bool add_lines(struct buf *out, const struct signing *s, bool is_s3,
                      const char *date, const char *hash)
{
    return buf_printf(out, "X-Amz-Date: %s", date) && buf_add(out, "", 1) &&
           (!is_s3 || (buf_printf(out, "X-Amz-Content-Sha256: %s", hash) &&
                       buf_add(out, "", 1))) &&
           (!*s->keys->token ||
            (buf_printf(out, "X-Amz-Security-Token: %s", s->keys->token) &&
             buf_add(out, "", 1)));
}

static bool take_all(struct headers *h, const struct signing *s,
                     const struct buf *own)
{
    for (size_t at = 0; at < own->size; at += strlen(own->data + at) + 1)
        if (!take_line(h, own->data + at))
            return false;
    for (size_t i = 0; i < s->count; i++)
        if (!take_line(h, s->lines[i]))
            return false;
    return true;
}

/* `plain`: without headers. */
static bool add_authorization(struct buf *out, const struct signing *s,
                              const char *date,
                              const struct canonical_source *plain)
{
    AUTO(struct buf, buf_free) names = BUF(4096);
    AUTO(struct buf, buf_free) text = BUF(CANONICAL_MAX_BYTES);
    struct headers headers = {.count = 0};
    struct canonical_source source = *plain;
    char day[9] = "";
    char signature[DIGEST_TEXT_SIZE];
    const struct signature_scope scope = {.secret = s->keys->secret,
                                          .date = date,
                                          .day = day,
                                          .region = s->region,
                                          .service = s->service};

    (void)memcpy(day, date, 8);
    if (!take_all(&headers, s, out) || !add_names(&names, &headers))
        return false;
    source.headers = headers.list;
    source.header_count = headers.count;
    source.signed_headers = names.data;
    return canonical_request(&text, &source) &&
           canonical_sign(&scope, &text, signature) &&
           buf_printf(out,
                      "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s/%s/%s/"
                      "aws4_request, SignedHeaders=%s, Signature=%s",
                      s->keys->id, day, s->region, s->service, names.data,
                      signature) &&
           buf_add(out, "", 1);
}

static bool sign(struct buf *out, const struct signing *s, CURLU *url)
{
    AUTO(struct buf, buf_free) target = BUF(TARGET_MAX_BYTES);
    bool is_s3 = !strcmp(s->service, "s3");
    bool has_body = s->body && s->body->size > 0;
    char date[SIGNATURE_DATE_SIZE] = "";
    char hash[DIGEST_TEXT_SIZE];

    signature_date_write(s->now_ms / 1000, date);
    digest_text(has_body ? s->body->data : "", has_body ? s->body->size : 0,
                hash);
    if (!add_target(&target, url) || !add_host(out, url) ||
        !add_lines(out, s, is_s3, date, hash))
        return false;
    const struct canonical_source plain = {.method = s->method,
                                           .target = target.data,
                                           .payload_hash = hash,
                                           .is_path_kept = is_s3};
    return add_authorization(out, s, date, &plain);
}

bool request_signature(struct buf *out, const struct signing *s,
                       struct error *err)
{
    CURLU *url = curl_url();
    CURLUcode code = url ? curl_url_set(url, CURLUPART_URL, s->url,
                                        CURLU_GUESS_SCHEME | CURLU_PATH_AS_IS)
                         : CURLUE_OUT_OF_MEMORY;
    bool ok = code == CURLUE_OK
                  ? sign(out, s, url) || error_set(err, "out of memory")
                  : error_set(err, "%.200s is no address: %s", s->url,
                              curl_url_strerror(code));

    curl_url_cleanup(url);
    return ok;
}
