#include "host/static/static_serve.h"

#include <string.h>

#include "common/fd.h"
#include "host/http/http_server.h"
#include "host/static/static_coding.h"
#include "host/static/static_path.h"
#include "host/static/static_send.h"

static const char index_name[] = "index.html";
static const char missing_name[] = "404.html";

static bool reads(const struct http_request *req)
{
    return !strcmp(req->method, "GET") || !strcmp(req->method, "HEAD");
}

/* What follows the prefix. False: no file has the name. */
static bool name_of(const struct static_request *r, char name[STATIC_PATH_SIZE])
{
    size_t skip = strlen(r->mount->prefix);

    return skip > r->path_size
               ? static_path_make(name, "", 0)
               : static_path_make(name, r->path + skip, r->path_size - skip);
}

/* A folder needs the slash, by which the links of its page are resolved. */
static void redirect(struct http_request *req, const struct static_request *r)
{
    AUTO(struct buf, buf_free) to = BUF(r->path_size + strlen(r->query) + 3);
    struct http_field field = {"Location", NULL};

    if (buf_add(&to, r->path, r->path_size) && buf_add_str(&to, "/") &&
        (!*r->query || (buf_add_str(&to, "?") && buf_add_str(&to, r->query))))
        field.value = to.data;
    http_respond(req, 301, &field, 1, (struct http_body){.bytes = ""});
}

static bool serve_index(struct http_request *req,
                        const struct static_request *r,
                        char name[STATIC_PATH_SIZE])
{
    size_t size = strlen(name);
    struct static_file file;
    bool has_slash = r->path[r->path_size - 1] == '/';

    if (size + sizeof index_name + 1 >= STATIC_PATH_SIZE)
        return false;
    if (size > 0 && name[size - 1] != '/')
        name[size++] = '/';
    memcpy(name + size, index_name, sizeof index_name);
    if (static_file_open(&file, r->mount->folder, name) != STATIC_FILE)
        return false;
    if (has_slash) {
        static_send(req, r, name, &file, 200);
    } else {
        fd_close(&file.fd);
        redirect(req, r);
    }
    return true;
}

bool static_serve(struct http_request *req, const struct static_request *r)
{
    char name[STATIC_PATH_SIZE];
    struct static_file file;
    size_t size;

    if (!reads(req) || !name_of(r, name))
        return false;
    size = strlen(name);
    if (size == 0 || name[size - 1] == '/')
        return serve_index(req, r, name);
    switch (static_file_open(&file, r->mount->folder, name)) {
    case STATIC_NONE:
        return false;
    case STATIC_FOLDER:
        return serve_index(req, r, name);
    case STATIC_DENIED:
        static_send_text(req, r, 403, "Forbidden\n",
                         "the host may not read the file");
        return true;
    case STATIC_FILE:
        static_send(req, r, name, &file, 200);
    }
    return true;
}

/* A page of an application that makes its addresses by itself; a file of a page
 * that is missing is not one of them. */
static bool wants_page(const struct http_request *req,
                       const struct static_request *r)
{
    const char *path = r->path;
    const char *end = path + r->path_size;
    const char *last = end;

    while (last > path && last[-1] != '/')
        last--;
    return static_coding_names_type(http_request_header(req, "Accept"),
                                    "text/html") &&
           !memchr(last, '.', (size_t)(end - last));
}

void static_serve_missing(struct http_request *req,
                          const struct static_request *r)
{
    const char *fallback = r->mount->fallback;
    struct static_file file;

    if (!reads(req))
        static_send_text(req, r, 405, "Method Not Allowed\n",
                         "static files take GET and HEAD, and no route has the "
                         "path");
    else if (fallback && wants_page(req, r) &&
             static_file_open(&file, r->mount->folder, fallback) == STATIC_FILE)
        static_send(req, r, fallback, &file, 200);
    else if (static_file_open(&file, r->mount->folder, missing_name) ==
             STATIC_FILE)
        static_send(req, r, missing_name, &file, 404);
    else
        static_send_text(req, r, 404, "Not Found\n",
                         "no static file and no route has the path");
}
