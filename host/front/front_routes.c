#include "host/front/front_routes.h"

#include <stdio.h>
#include <string.h>

#include "host/front/cors.h"
#include "host/front/front_error.h"

enum { FUNCTION_MAX = 200, HOSTS_MAX = 100, HOST_MAX = 253 };

struct reader {
    struct front *front;
    const struct manifest_file *file;
    enum route_format format; /* of routes that name none */
    struct error *err;
};

static const struct {
    const char *name;
    enum route_format format;
} payloads[] = {{"2.0", ROUTE_HTTP_V2},
                {"1.0", ROUTE_HTTP_V1},
                {"rest", ROUTE_REST_API},
                {"alb", ROUTE_ALB}};

static bool read_payload(const struct reader *r, const char *key,
                         const char *member, const json_t *value,
                         enum route_format *format)
{
    const char *text = json_string_value(value);

    for (size_t i = 0; text && i < COUNT(payloads); i++)
        if (!strcmp(payloads[i].name, text)) {
            *format = payloads[i].format;
            return true;
        }
    return front_error(r->file, key, member, r->err,
                       "\"payload\" must be \"2.0\" or \"1.0\" (an HTTP API), "
                       "\"rest\" (a REST API) or \"alb\" (a load balancer)");
}

static bool is_function(const char *text)
{
    size_t size = text ? strspn(text,
                                "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-_")
                       : 0;

    return size > 0 && strlen(text) <= FUNCTION_MAX &&
           (!text[size] || (text[size] == ':' && text[size + 1] &&
                            !strpbrk(text + size + 1, ":/ \"\r\n\t")));
}

static bool read_target(const struct reader *r, const char *key,
                        const json_t *value, struct api_route *route,
                        const char **function)
{
    const json_t *payload = json_object_get(value, "payload");

    *function = json_string_value(
        json_is_object(value) ? json_object_get(value, "function") : value);
    if (!is_function(*function) ||
        (json_is_object(value) &&
         json_object_size(value) != (payload ? 2U : 1U)))
        return front_error(
            r->file, "routes", key, r->err,
            "the route \"%.100s\" must name a function, as \"orders\", "
            "\"orders:live\" or {\"function\": \"orders\", \"payload\": "
            "\"1.0\"}",
            key);
    return !payload || read_payload(r, "routes", key, payload, &route->format);
}

/* "GET /items/{id}", "/items" of any method, "$default". */
static bool read_key(const struct reader *r, const char *key,
                     struct api_route *route, const char **path)
{
    char word[ROUTE_METHOD_SIZE];
    size_t size = *key == '/' ? 0 : strcspn(key, " ");
    bool is_default = !strcmp(key, "$default");

    (void)snprintf(word, sizeof word, "%.*s", (int)size, key);
    *path = is_default ? "" : key + size + strspn(key + size, " ");
    if ((is_default || route_path_is_valid(*path)) && size < sizeof word &&
        route_method_read(size && !is_default ? word : "*", route->method))
        return true;
    return front_error(r->file, "routes", key, r->err,
                       "the route \"%.100s\" must be like \"GET /items/{id}\", "
                       "\"ANY /{proxy+}\" or \"$default\": a method or ANY, a "
                       "space, a path",
                       key);
}

static bool add_route(const struct reader *r, const char *key,
                      const json_t *value)
{
    struct api_route route = {.format = r->format};
    const char *function;
    const char *path;

    if (!read_key(r, key, &route, &path) ||
        !read_target(r, key, value, &route, &function))
        return false;
    if (route_table_has(&r->front->table, 0, route.method, path))
        return front_error(r->file, "routes", key, r->err,
                           "the route \"%.100s\" is there twice; remove one",
                           key);
    return route_table_add(&r->front->table, &route, path, function, r->err);
}

static bool read_routes(const struct reader *r)
{
    json_t *routes = manifest_file_get(r->file, "routes");
    const char *key;
    json_t *value;

    if (routes && !json_is_object(routes))
        return front_error(r->file, "routes", NULL, r->err,
                           "\"routes\" must be an object, such as {\"GET "
                           "/items/{id}\": \"items\"}, of routes and "
                           "functions");
    json_object_foreach(routes, key, value)
    {
        if (!add_route(r, key, value))
            return false;
    }
    return true;
}

static bool is_host(const char *text)
{
    size_t size = text ? strlen(text) : 0;

    return size > 0 && size <= HOST_MAX &&
           strspn(text,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == size;
}

static bool read_hosts(struct reader *r, json_t *hosts)
{
    bool ok = json_array_size(hosts) > 0 && json_array_size(hosts) <= HOSTS_MAX;

    for (size_t i = 0; ok && i < json_array_size(hosts); i++)
        ok = is_host(json_string_value(json_array_get(hosts, i)));
    r->front->hosts = ok ? json_incref(hosts) : NULL;
    return ok || front_error(r->file, "http", "hosts", r->err,
                             "\"hosts\" must be a list of names without a "
                             "port, such as [\"shop.example.com\"]");
}

static bool read_stage(struct reader *r, json_t *stage)
{
    const char *text = json_string_value(stage);
    char *to = r->front->table.apis[0].stage;

    return (text && *text &&
            snprintf(to, ROUTE_ID_SIZE, "%s", text) < ROUTE_ID_SIZE &&
            (!strcmp(text, "$default") ||
             !text[strspn(text,
                          "abcdefghijklmnopqrstuvwxyz"
                          "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")])) ||
           front_error(r->file, "http", "stage", r->err,
                       "\"stage\" must be the name of a stage, of letters, "
                       "digits, - and _, such as \"prod\"");
}

static bool read_base(struct reader *r, json_t *base)
{
    const char *text = json_string_value(base);
    size_t size = text ? strlen(text) : 0;
    char *to = r->front->table.apis[0].base;

    if (size > 1 && size < ROUTE_ID_SIZE && route_path_is_valid(text) &&
        !strpbrk(text, "{}?#") && text[size - 1] != '/') {
        (void)snprintf(to, ROUTE_ID_SIZE, "%s", text);
        return true;
    }
    return front_error(r->file, "http", "basePath", r->err,
                       "\"basePath\" must be a path without a slash at its "
                       "end, such as \"/v1\"");
}

static bool read_cors(struct reader *r, json_t *cors)
{
    struct error why = ERROR_NONE;

    if (!cors_check(cors, "http", &why))
        return front_error(r->file, "http", "cors", r->err, "%s", why.text);
    r->front->table.apis[0].cors = json_incref(cors);
    return true;
}

static bool read_multi(struct reader *r, json_t *value)
{
    r->front->table.apis[0].multi_value = json_is_true(value);
    return json_is_boolean(value) ||
           front_error(r->file, "http", "multiValueHeaders", r->err,
                       "\"multiValueHeaders\" must be true or false, without "
                       "quotes");
}

static bool read_format(struct reader *r, json_t *value)
{
    return read_payload(r, "http", "payload", value, &r->format);
}

static const struct {
    const char *name;
    bool (*read)(struct reader *r, json_t *value);
} members[] = {
    {"payload", read_format}, {"stage", read_stage},
    {"basePath", read_base},  {"cors", read_cors},
    {"hosts", read_hosts},    {"multiValueHeaders", read_multi},
};

static bool read_member(struct reader *r, const char *name, json_t *value)
{
    for (size_t i = 0; i < COUNT(members); i++)
        if (!strcmp(members[i].name, name))
            return members[i].read(r, value);
    return front_error(r->file, "http", name, r->err,
                       "\"http\" has no \"%.64s\"; it has payload, stage, "
                       "basePath, cors, hosts and multiValueHeaders",
                       name);
}

static bool read_http(struct reader *r)
{
    json_t *http = manifest_file_get(r->file, "http");
    const char *name;
    json_t *value;

    if (http && !json_is_object(http))
        return front_error(r->file, "http", NULL, r->err,
                           "\"http\" must be an object, such as {\"payload\": "
                           "\"1.0\"}");
    json_object_foreach(http, name, value)
    {
        if (!read_member(r, name, value))
            return false;
    }
    return true;
}

bool front_routes_read(struct front *f, const struct manifest_file *file,
                       struct error *err)
{
    struct reader r = {
        .front = f, .file = file, .format = ROUTE_HTTP_V2, .err = err};

    f->table.apis = mem_new(1, sizeof *f->table.apis);
    if (!f->table.apis)
        return error_set(err, "out of memory");
    f->table.api_count = 1;
    f->table.apis[0] = (struct route_api){
        .id = "dayfly", .kind = API_HTTP, .stage = "$default"};
    return read_http(&r) && read_routes(&r);
}
