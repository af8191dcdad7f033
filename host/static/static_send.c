#include "host/static/static_send.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/http/http_server.h"
#include "host/static/static_coding.h"
#include "host/static/static_condition.h"
#include "host/static/static_date.h"
#include "host/static/static_gzip.h"
#include "host/static/static_path.h"
#include "host/static/static_type.h"
#include "host/urls/url_cors.h"

enum {
    FIELDS = 12 + URL_CORS_FIELDS,
    SMALL_BYTES = 16 * 1024, /* sent from memory, in one piece with the head */
    GZIP_LEAST = 1024,
    GZIP_MOST = 8 * 1024 * 1024,
};

struct answer {
    struct http_request *req;
    struct static_file *file;
    const char *type;
    const char *coding; /* Content-Encoding; NULL: the file as it is */
    bool is_made;       /* it is compressed here */
    struct static_range range;
    char tag[STATIC_TAG_SIZE];
    char date[STATIC_DATE_SIZE];
    char part[80];
    struct http_field fields[FIELDS];
    size_t count;
    struct url_cors cors;
};

static void add(struct answer *a, const char *name, const char *value)
{
    a->fields[a->count++] = (struct http_field){name, value};
}

static void add_cors(struct answer *a, const struct static_request *r)
{
    url_cors_make(&a->cors, r->cors, a->req);
    for (size_t i = 0; i < a->cors.count; i++)
        a->fields[a->count++] = a->cors.fields[i];
}

/* Made by a build beside the file, and not before it. */
static bool take_neighbour(struct answer *a, const struct static_request *r,
                           const char *name, const char *coding,
                           const char *end)
{
    char other[STATIC_PATH_SIZE + 4];
    struct static_file file;

    (void)snprintf(other, sizeof other, "%s%s", name, end);
    if (!static_coding_takes(http_request_header(a->req, "Accept-Encoding"),
                             coding) ||
        static_file_open(&file, r->mount->folder, other) != STATIC_FILE)
        return false;
    if (file.changed_ns < a->file->changed_ns) {
        fd_close(&file.fd);
        return false;
    }
    fd_close(&a->file->fd);
    *a->file = file;
    a->coding = coding;
    return true;
}

static void choose_coding(struct answer *a, const struct static_request *r,
                          const char *name)
{
    const char *accepted = http_request_header(a->req, "Accept-Encoding");

    if (!accepted || take_neighbour(a, r, name, "br", ".br") ||
        take_neighbour(a, r, name, "gzip", ".gz"))
        return;
    a->is_made = !http_request_header(a->req, "Range") &&
                 a->file->size >= GZIP_LEAST && a->file->size <= GZIP_MOST &&
                 static_coding_takes(accepted, "gzip");
    a->coding = a->is_made ? "gzip" : NULL;
}

static void add_fields(struct answer *a, const struct static_request *r,
                       const char *name, const struct static_type *type)
{
    const char *cache = r->mount->cache;

    static_file_tag(a->file, a->tag, a->is_made ? "-gzip" : "");
    if (*a->tag)
        static_date_write(a->date, a->file->changed_s);
    if (!cache)
        cache = static_type_has_hash(name)
                    ? "public, max-age=31536000, immutable"
                    : "no-cache";
    add(a, "ETag", a->tag);
    add(a, "Last-Modified", a->date);
    add(a, "Cache-Control", cache);
    add(a, "X-Content-Type-Options", "nosniff");
    if (type->is_text)
        add(a, "Vary", "Accept-Encoding");
    add_cors(a, r);
}

static void send_empty(struct answer *a, unsigned status)
{
    fd_close(&a->file->fd);
    http_respond(a->req, status, a->fields, a->count,
                 (struct http_body){.bytes = ""});
}

static ssize_t read_nothing(void *self, char *bytes, size_t room)
{
    (void)self;
    (void)bytes;
    (void)room;
    return READ_END;
}

/* Without a body, but with the length that the whole one would have. */
static void send_same(struct answer *a)
{
    const struct http_body_source nothing = {.read = read_nothing};

    if (!a->is_made) {
        http_respond_file(a->req, 304, a->fields, a->count, a->file->fd, 0,
                          a->file->size);
        return;
    }
    fd_close(&a->file->fd);
    http_respond_stream(a->req, 304, a->fields, a->count, nothing);
}

static void on_closed(struct http_request *req)
{
    static_gzip_close(req->user_data);
}

static bool send_compressed(struct answer *a, unsigned status)
{
    struct static_gzip *gzip = static_gzip_open(a->file->fd, a->file->size);

    if (!gzip)
        return false;
    a->req->user_data = gzip;
    a->req->on_closed = on_closed;
    http_respond_stream(a->req, status, a->fields, a->count,
                        static_gzip_source(gzip));
    return true;
}

/* False: the file has become shorter, or memory is short. */
static bool send_small(struct answer *a, unsigned status)
{
    AUTO(struct buf, buf_free) body = BUF(SMALL_BYTES);
    size_t size = (size_t)a->range.size;

    if (!buf_reserve(&body, size) || pread(a->file->fd, buf_tail(&body), size,
                                           (off_t)a->range.at) != (ssize_t)size)
        return false;
    buf_commit(&body, size);
    fd_close(&a->file->fd);
    http_respond(a->req, status, a->fields, a->count,
                 http_body_from_buf(&body));
    return true;
}

static void send_bytes(struct answer *a, unsigned status)
{
    add(a, "Content-Type", a->type);
    if (a->coding)
        add(a, "Content-Encoding", a->coding);
    if (a->is_made && send_compressed(a, status))
        return;
    if (a->range.size > 0 && a->range.size <= SMALL_BYTES &&
        send_small(a, status))
        return;
    http_respond_file(a->req, status, a->fields, a->count, a->file->fd,
                      a->range.at, a->range.size);
}

static struct static_wish wish_of(const struct http_request *req)
{
    return (struct static_wish){
        .if_match = http_request_header(req, "If-Match"),
        .if_unmodified_since = http_request_header(req, "If-Unmodified-Since"),
        .if_none_match = http_request_header(req, "If-None-Match"),
        .if_modified_since = http_request_header(req, "If-Modified-Since"),
        .if_range = http_request_header(req, "If-Range"),
        .range = http_request_header(req, "Range"),
    };
}

/* By its conditions the whole, a part, or nothing. */
static void send_wanted(struct answer *a)
{
    const struct static_wish wish = wish_of(a->req);
    const struct static_state state = {
        .tag = a->tag, .changed_s = a->file->changed_s, .size = a->file->size};

    switch (static_condition_check(&wish, &state)) {
    case STATIC_SAME:
        send_same(a);
        return;
    case STATIC_FAILED:
        send_empty(a, 412);
        return;
    case STATIC_SEND:
        break;
    }
    enum static_part part =
        a->is_made ? STATIC_WHOLE
                   : static_condition_part(&wish, &state, &a->range);
    if (!a->is_made)
        add(a, "Accept-Ranges", "bytes");
    if (part == STATIC_WHOLE) {
        send_bytes(a, 200);
        return;
    }
    add(a, "Content-Range", a->part);
    (void)snprintf(a->part, sizeof a->part, "bytes */%llu",
                   (unsigned long long)state.size);
    if (part == STATIC_BEYOND) {
        send_empty(a, 416);
        return;
    }
    (void)snprintf(a->part, sizeof a->part, "bytes %llu-%llu/%llu",
                   (unsigned long long)a->range.at,
                   (unsigned long long)(a->range.at + a->range.size - 1),
                   (unsigned long long)state.size);
    send_bytes(a, 206);
}

void static_send(struct http_request *req, const struct static_request *r,
                 const char *name, struct static_file *file, unsigned status)
{
    const struct static_type *type = static_type_of(name);
    struct answer a = {.req = req, .file = file, .type = type->type};

    if (type->is_text && status == 200)
        choose_coding(&a, r, name);
    a.range.size = file->size;
    if (status == 200) {
        add_fields(&a, r, name, type);
    } else {
        add(&a, "Cache-Control", "no-cache");
        add_cors(&a, r);
    }
    if (status == 200)
        send_wanted(&a);
    else
        send_bytes(&a, status);
    url_cors_clear(&a.cors);
}

void static_send_text(struct http_request *req, const struct static_request *r,
                      unsigned status, const char *text, const char *reason)
{
    struct static_file none = {.fd = -1};
    struct answer a = {.req = req, .file = &none};

    add(&a, "Content-Type", "text/plain; charset=utf-8");
    add(&a, "Cache-Control", "no-cache");
    add(&a, "X-Content-Type-Options", "nosniff");
    add(&a, "Dayfly-Reason", reason);
    if (status == 405)
        add(&a, "Allow", "GET, HEAD");
    add_cors(&a, r);
    http_respond(req, status, a.fields, a.count,
                 (struct http_body){.bytes = text, .size = strlen(text)});
    url_cors_clear(&a.cors);
}
