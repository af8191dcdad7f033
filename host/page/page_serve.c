#include "host/page/page_serve.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/base/embedded_file.h"
#include "host/crypto/digest.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/service/service_error.h"

static const char below[] = "/_dayfly/page/";

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

static const struct type {
    const char *end;
    const char *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".json", "application/json"},
};

static bool is_read(const struct http_request *req)
{
    return !strcmp(req->method, "GET") || !strcmp(req->method, "HEAD");
}

bool page_serve_is_for(const struct http_request *req)
{
    return is_read(req) && !strncmp(req->target, below, strlen(below));
}

bool page_serve_is_at_root(const struct http_request *req)
{
    const char *accept = http_request_header(req, "Accept");

    return is_read(req) && req->target[0] == '/' &&
           (!req->target[1] || req->target[1] == '?') && accept &&
           strstr(accept, "text/html");
}

/* The name of the file as it is embedded. False: no file has such a name. */
static bool name_of(const struct http_request *req, char *name, size_t room)
{
    const char *target = req->target + strlen(below);
    bool is_below = page_serve_is_for(req);
    int size = is_below ? (int)strcspn(target, "?") : 0;
    bool is_event = is_below && !strncmp(target, "events/", strlen("events/"));
    int used = snprintf(name, room, "%s%.*s", is_event ? "" : "web/", size,
                        is_below ? target : "");

    if (size == 0)
        used = snprintf(name, room, "web/index.html");
    return used > 0 && (size_t)used < room && !strstr(name, ".gz");
}

static const struct embedded_file *find(const char *name)
{
    const struct embedded_file *file = embedded_file_next(NULL, name);

    return file && !strcmp(file->name, name) ? file : NULL;
}

/* The compressed one, if the client takes it. */
static const struct embedded_file *choose(const struct http_request *req,
                                          const char *name)
{
    char compressed[160];
    const char *accept = http_request_header(req, "Accept-Encoding");
    const struct embedded_file *file = find(name);
    const struct embedded_file *small;

    (void)snprintf(compressed, sizeof compressed, "%s.gz", name);
    small = file && accept && strstr(accept, "gzip") ? find(compressed) : NULL;
    return small ? small : file;
}

static const char *type_of(const char *name)
{
    size_t size = strlen(name);

    for (size_t i = 0; i < COUNT(types); i++) {
        size_t end = strlen(types[i].end);
        if (size > end && !strcmp(name + size - end, types[i].end))
            return types[i].type;
    }
    return "application/octet-stream";
}

static void send(struct http_request *req, const struct embedded_file *file,
                 const char *name)
{
    char digest[DIGEST_TEXT_SIZE];
    char etag[40];
    const char *known = http_request_header(req, "If-None-Match");
    bool is_small = strlen(file->name) > strlen(name);

    digest_text(file->bytes, file->size, digest);
    (void)snprintf(etag, sizeof etag, "\"%.32s\"", digest);
    const struct http_field fields[] = {
        {"Content-Type", type_of(name)},
        {"Content-Encoding", is_small ? "gzip" : NULL},
        {"Vary", "Accept, Accept-Encoding"},
        {"ETag", etag},
        {"Cache-Control", "no-cache"},
        {"Content-Security-Policy", policy},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    if (known && strstr(known, etag))
        http_respond(req, 304, fields, COUNT(fields),
                     (struct http_body){.bytes = ""});
    else
        http_respond(
            req, 200, fields, COUNT(fields),
            (struct http_body){.bytes = file->bytes, .size = file->size});
}

void page_serve(struct http_request *req)
{
    char name[128];
    const struct embedded_file *file =
        name_of(req, name, sizeof name) ? choose(req, name) : NULL;

    if (file)
        send(req, file, name);
    else
        service_error_send(req, SERVICE_UNKNOWN_PATH,
                           "The page has no such file.");
}
