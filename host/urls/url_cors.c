#include "host/urls/url_cors.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/front/cors.h"

enum { LIST_MAX_BYTES = 128 * 1024, PREFLIGHT_FIELDS = URL_CORS_FIELDS + 3 };

static const char prefix[] = "Access-Control-";

bool url_cors_allows(const json_t *config, const struct http_request *req)
{
    return config &&
           cors_allows_origin(config, http_request_header(req, "Origin"));
}

static void add(struct http_field *fields, size_t *count, const char *name,
                const char *value)
{
    fields[(*count)++] = (struct http_field){name, value};
}

/* Without the exposed headers. */
static void add_origin(struct http_field *fields, size_t *count,
                       const json_t *cors, const char *origin)
{
    bool open = cors_is_open(cors);

    add(fields, count, "Access-Control-Allow-Origin", open ? "*" : origin);
    if (!open)
        add(fields, count, "Vary", "Origin");
    if (cors_allows_credentials(cors))
        add(fields, count, "Access-Control-Allow-Credentials", "true");
}

void url_cors_make(struct url_cors *cors, const json_t *config,
                   const struct http_request *req)
{
    const char *origin = http_request_header(req, "Origin");

    *cors = (struct url_cors){.exposed = BUF(LIST_MAX_BYTES)};
    if (!config || !origin || !cors_allows_origin(config, origin))
        return;
    add_origin(cors->fields, &cors->count, config, origin);
    if (cors_add_exposed(&cors->exposed, config) && cors->exposed.size > 0)
        add(cors->fields, &cors->count, "Access-Control-Expose-Headers",
            cors->exposed.data);
}

void url_cors_clear(struct url_cors *cors)
{
    buf_free(&cors->exposed);
}

bool url_cors_owns(const json_t *config, const char *field)
{
    return config && strncasecmp(field, prefix, strlen(prefix)) == 0;
}

static void send_preflight(const json_t *cors, struct http_request *req,
                           const char *origin, const char *method)
{
    AUTO(struct buf, buf_free) methods = BUF(LIST_MAX_BYTES);
    AUTO(struct buf, buf_free) headers = BUF(LIST_MAX_BYTES);
    struct http_field fields[PREFLIGHT_FIELDS];
    size_t count = 0;
    char age[16];

    add_origin(fields, &count, cors, origin);
    if (cors_add_methods(&methods, cors, method) && methods.size > 0)
        add(fields, &count, "Access-Control-Allow-Methods", methods.data);
    if (cors_add_headers(
            &headers, cors,
            http_request_header(req, "Access-Control-Request-Headers")) &&
        headers.size > 0)
        add(fields, &count, "Access-Control-Allow-Headers", headers.data);
    if (cors_max_age(cors) >= 0) {
        (void)snprintf(age, sizeof age, "%d", cors_max_age(cors));
        add(fields, &count, "Access-Control-Max-Age", age);
    }
    http_respond(req, 200, fields, count, (struct http_body){.bytes = ""});
}

bool url_cors_is_preflight(const json_t *config, const struct http_request *req)
{
    const char *origin = http_request_header(req, "Origin");

    return config && !strcmp(req->method, "OPTIONS") && origin &&
           http_request_header(req, "Access-Control-Request-Method") &&
           cors_allows_origin(config, origin);
}

bool url_cors_preflight(const json_t *config, struct http_request *req)
{
    if (!url_cors_is_preflight(config, req))
        return false;
    send_preflight(config, req, http_request_header(req, "Origin"),
                   http_request_header(req, "Access-Control-Request-Method"));
    return true;
}
