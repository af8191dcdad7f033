#include "host/query/query_request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/base/percent.h"
#include "host/http/http_request.h"
#include "host/query/query_form.h"

enum { ACCOUNT_DIGITS = 12 };

static const char name[] = "Action=";

bool query_request_is_of_resource(const struct http_request *req)
{
    const char *path = req->target;
    size_t size = strcspn(path, "?");
    const char *resource = path + 1 + ACCOUNT_DIGITS + 1;

    return size > 1 + ACCOUNT_DIGITS + 1 && *path == '/' &&
           strspn(path + 1, "0123456789") == ACCOUNT_DIGITS &&
           resource[-1] == '/' &&
           !memchr(resource, '/', size - (size_t)(resource - path));
}

static bool is_form(const struct http_request *req)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = http_request_header(req, "Content-Type");

    return !strcmp(req->method, "POST") && type &&
           !strncasecmp(type, form, strlen(form));
}

static struct query_text query_of(const struct http_request *req)
{
    const char *mark = strchr(req->target, '?');
    const char *query = mark ? mark + 1 : "";

    return (struct query_text){.data = query, .size = strlen(query)};
}

/* The value, encoded; its data is NULL: there is none among as many parameters
 * as a form may have. */
static struct query_text find_action(struct query_text in)
{
    size_t at = 0;

    for (int i = 0; i < QUERY_PARAMETERS_MAX && at < in.size; i++) {
        const char *pair = in.data + at;
        const char *end = memchr(pair, '&', in.size - at);
        size_t size = end ? (size_t)(end - pair) : in.size - at;
        if (size >= strlen(name) && !memcmp(pair, name, strlen(name)))
            return (struct query_text){.data = pair + strlen(name),
                                       .size = size - strlen(name)};
        at += size + 1;
    }
    return (struct query_text){.data = NULL};
}

bool query_request_is(const struct http_request *req)
{
    const char *target = req->target;
    bool is_read = !strcmp(req->method, "GET") || !strcmp(req->method, "POST");

    if (!is_read || http_request_header(req, "X-Amz-Target") ||
        (strcspn(target, "?") != strlen("/") &&
         !query_request_is_of_resource(req)))
        return false;
    return is_form(req) || find_action(query_of(req)).data;
}

bool query_request_is_signed_for(const struct http_request *req,
                                 const char *service)
{
    const char *header = http_request_header(req, "Authorization");
    char plain[64];
    char encoded[64];

    (void)snprintf(plain, sizeof plain, "/%s/aws4_request", service);
    (void)snprintf(encoded, sizeof encoded, "%%2F%s%%2Faws4_request", service);
    if (header)
        return strstr(header, plain) != NULL;
    return strstr(req->target, "X-Amz-Credential=") &&
           (strcasestr(req->target, encoded) || strstr(req->target, plain));
}

struct query_text query_request_text(const struct http_request *req)
{
    if (is_form(req) && req->body.size > 0)
        return (struct query_text){.data = req->body.data,
                                   .size = req->body.size};
    return query_of(req);
}

void query_request_action(const struct http_request *req,
                          char action[QUERY_ACTION_SIZE])
{
    struct query_text found = find_action(query_request_text(req));
    size_t most = QUERY_ACTION_SIZE - 1;
    size_t size = found.size < most ? found.size : most;

    if (!found.data)
        size = 0;
    size = size > 0 ? percent_decode(action, found.data, size, true) : 0;
    action[size] = '\0';
}
