#include "host/auth/canonical.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/base/percent.h"

/* Between name and value of a parameter while the query is sorted: less than
 * any character of an encoded text, so that names are compared first. */
#define BETWEEN "\x01"

enum { QUERY_MAX_BYTES = 256 * 1024 };

static bool is_unreserved(char c)
{
    char low = (char)(c | 0x20);

    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static bool add_encoded(struct buf *out, char c)
{
    return is_unreserved(c) ? buf_add(out, &c, 1)
                            : buf_printf(out, "%%%02X", (unsigned char)c);
}

/* Removes the last segment that was added. */
static void drop_segment(struct buf *out, size_t start)
{
    size_t size = out->size;

    while (size > start && out->data[--size] != '/')
        ;
    buf_truncate(out, size);
}

static bool add_segment(struct buf *out, const char *text, size_t size)
{
    if (!buf_add_str(out, "/"))
        return false;
    for (size_t i = 0; i < size; i++)
        if (!add_encoded(out, text[i]))
            return false;
    return true;
}

/* Dot segments and empty segments are removed, as by AWS's clients. */
static bool add_path(struct buf *out, const char *path, size_t size)
{
    size_t start = out->size;
    bool ends_open = true; /* the path ends with a slash */

    for (size_t at = 0; at < size;) {
        const char *text = path + at;
        const char *slash = memchr(text, '/', size - at);
        size_t length = slash ? (size_t)(slash - text) : size - at;
        bool is_last = !slash;
        at += length + 1;
        ends_open = !is_last || length == 0;
        if (length == 0 || (length == 1 && *text == '.'))
            continue;
        if (length == 2 && !memcmp(text, "..", 2))
            drop_segment(out, start);
        else if (!add_segment(out, text, length))
            return false;
    }
    return (!ends_open && out->size > start) || buf_add_str(out, "/");
}

/* Decoded and encoded again: clients differ in what they leave as it is. */
static bool add_normal(struct buf *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;)
        if (!add_encoded(out, percent_next(text, size, &at)))
            return false;
    return true;
}

static bool is_signature(const char *text, size_t size)
{
    static const char name[] = "X-Amz-Signature=";

    return size >= sizeof name - 1 && !memcmp(text, name, sizeof name - 1);
}

/* Each parameter ends in a NUL. */
static bool normalize_query(struct buf *out, const char *query, size_t *count)
{
    *count = 0;
    while (*query) {
        size_t size = strcspn(query, "&");
        const char *equals = memchr(query, '=', size);
        size_t name = equals ? (size_t)(equals - query) : size;
        const char *value = equals ? equals + 1 : query + size;
        if (size > 0 && !is_signature(query, size)) {
            if (!add_normal(out, query, name) || !buf_add_str(out, BETWEEN) ||
                !add_normal(out, value, (size_t)(query + size - value)) ||
                !buf_add(out, "", 1))
                return false;
            (*count)++;
        }
        query += size + (query[size] == '&');
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool add_parameters(struct buf *out, const char *const *list,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t name = strcspn(list[i], BETWEEN);
        if ((i > 0 && !buf_add_str(out, "&")) || !buf_add(out, list[i], name) ||
            !buf_add_str(out, "=") || !buf_add_str(out, list[i] + name + 1))
            return false;
    }
    return true;
}

static bool add_query(struct buf *out, const char *query)
{
    AUTO(struct buf, buf_free) parts = BUF(QUERY_MAX_BYTES);
    size_t count;

    if (!normalize_query(&parts, query, &count))
        return false;
    if (count == 0)
        return true;
    const char **list = mem_new(count, sizeof *list);
    if (!list)
        return false;
    const char *at = parts.data;
    for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
        list[i] = at;
    qsort(list, count, sizeof *list, compare);
    bool ok = add_parameters(out, list, count);
    mem_free(list);
    return ok;
}

/* Without blanks around it, and with one for several. */
static bool add_trimmed(struct buf *out, const struct http_header *h)
{
    const char *text = h->value;
    const char *end = text + h->value_size;
    bool is_open = false;

    while (text < end) {
        if (*text == ' ' || *text == '\t') {
            text++;
            continue;
        }
        const char *word = text;
        while (text < end && *text != ' ' && *text != '\t')
            text++;
        if ((is_open && !buf_add_str(out, " ")) ||
            !buf_add(out, word, (size_t)(text - word)))
            return false;
        is_open = true;
    }
    return true;
}

/* A header that came several times has its values with commas between. */
static bool add_header(struct buf *out, const struct canonical_source *source,
                       const char *name, size_t size)
{
    bool again = false;

    if (!buf_add(out, name, size) || !buf_add_str(out, ":"))
        return false;
    for (size_t i = 0; i < source->header_count; i++) {
        const struct http_header *h = &source->headers[i];
        if (h->name_size != size || strncasecmp(h->name, name, size) != 0)
            continue;
        if ((again && !buf_add_str(out, ",")) || !add_trimmed(out, h))
            return false;
        again = true;
    }
    return buf_add_str(out, "\n");
}

bool canonical_request(struct buf *out, const struct canonical_source *source)
{
    size_t path = strcspn(source->target, "?");
    const char *query = source->target + path + (source->target[path] == '?');

    if (!buf_printf(out, "%s\n", source->method) ||
        !(source->is_path_kept ? buf_add(out, source->target, path)
                               : add_path(out, source->target, path)) ||
        !buf_add_str(out, "\n") || !add_query(out, query) ||
        !buf_add_str(out, "\n"))
        return false;
    for (const char *at = source->signed_headers; *at;) {
        size_t size = strcspn(at, ";");
        if (!add_header(out, source, at, size))
            return false;
        at += size + (at[size] == ';');
    }
    return buf_printf(out, "\n%s\n%s", source->signed_headers,
                      source->payload_hash);
}

bool canonical_sign(const struct signature_scope *scope,
                    const struct buf *request, char signature[DIGEST_TEXT_SIZE])
{
    AUTO(struct buf, buf_free) text = BUF(4096);
    char hash[DIGEST_TEXT_SIZE];
    unsigned char key[DIGEST_SIZE];
    const char *const steps[] = {scope->region, scope->service, "aws4_request"};

    if (!buf_printf(&text, "AWS4%s", scope->secret))
        return false;
    digest_hmac(text.data, text.size, scope->day, strlen(scope->day), key);
    for (size_t i = 0; i < COUNT(steps); i++)
        digest_hmac(key, sizeof key, steps[i], strlen(steps[i]), key);
    digest_text(request->data, request->size, hash);
    buf_clear(&text);
    if (!buf_printf(&text, "AWS4-HMAC-SHA256\n%s\n%s/%s/%s/aws4_request\n%s",
                    scope->date, scope->day, scope->region, scope->service,
                    hash))
        return false;
    digest_hmac(key, sizeof key, text.data, text.size, key);
    digest_hex(key, signature);
    return true;
}
