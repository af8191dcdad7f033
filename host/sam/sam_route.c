#include "host/sam/sam_route.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/sam/sam_api.h"
#include "host/sam/sam_schedule.h"
#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"
#include "host/cfn/cfn_resource.h"

enum { ROUTES_MAX = 2000, PATH_SIZE = 1024 };

static bool has(const struct sam_template *t, const struct sam_route *route,
                const char *path)
{
    for (size_t i = 0; i < t->route_count; i++)
        if (t->routes[i].api == route->api &&
            !strcmp(t->routes[i].method, route->method) &&
            !strcmp(t->routes[i].path, path))
            return true;
    return false;
}

static bool append(struct sam_template *t, const struct sam_route *route,
                   const char *path, struct error *err)
{
    size_t size = strlen(path) + 1;
    struct sam_route *to = NULL;

    if (!t->routes)
        t->routes = mem_new(ROUTES_MAX, sizeof *t->routes);
    if (t->route_count == ROUTES_MAX)
        return error_set(err, "more than %d routes", ROUTES_MAX);
    if (t->routes)
        to = &t->routes[t->route_count];
    if (!to || !(to->path = mem_new(size, 1)))
        return error_set(err, "out of memory");
    char *copy = to->path;
    memcpy(copy, path, size);
    *to = *route;
    to->path = copy;
    t->route_count++;
    return true;
}

/* "!Ref Api", or the id itself; "" without one. */
static bool read_api_id(struct cfn_values *v, const struct yaml_node *node,
                        char id[SAM_ID_SIZE], struct error *err)
{
    struct cfn_call call;

    *id = '\0';
    if (!node)
        return true;
    if (cfn_call_of(&call, node) && !strcmp(call.name, "Ref") &&
        call.argument->kind == YAML_TEXT)
        return snprintf(id, SAM_ID_SIZE, "%s", call.argument->text) <
                   SAM_ID_SIZE ||
               cfn_error(v, node, err, "the name is too long");
    if (!yaml_text(node))
        return cfn_error(v, node, err,
                         "the API must be one of this template: !Ref NAME");
    return snprintf(id, SAM_ID_SIZE, "%s", node->text) < SAM_ID_SIZE ||
           cfn_error(v, node, err, "the name is too long");
}

static bool read_method(struct cfn_values *v, const struct yaml_node *at,
                        const char *text, char to[16], struct error *err)
{
    size_t size = strlen(text);

    if (!*text || !strcmp(text, "*") || !strcasecmp(text, "any") ||
        !strcasecmp(text,
                    "x-amazon-"
                    "apigateway-"
                    "any-method"))
        text = "*";
    else if (size >= 16 || strspn(text,
                                  "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != size)
        return cfn_error(v, at, err,
                         "Method is \"%.32s\"; it must be a method of HTTP, "
                         "or ANY",
                         text);
    for (size_t i = 0;; i++) {
        to[i] = (char)toupper((unsigned char)text[i]);
        if (!text[i])
            return true;
    }
}

/* Braces must hold a name, and a greedy one must be the last. */
static bool check_path(struct cfn_values *v, const struct yaml_node *at,
                       const char *path, struct error *err)
{
    bool ok = *path == '/';

    for (const char *part = path; ok && *part == '/';) {
        size_t size = strcspn(part + 1, "/");
        const char *text = part + 1;
        bool is_name = *text == '{';
        bool is_greedy =
            is_name && size > 3 && !strncmp(text + size - 2, "+}", 2);
        if (is_name)
            ok = size > 2 && text[size - 1] == '}' &&
                 (!is_greedy || !text[size]) &&
                 strcspn(text + 1, "{}+") == size - (is_greedy ? 3 : 2);
        else
            ok = strcspn(text, "{}/") == size;
        part = text + size;
    }
    return ok || cfn_error(v, at, err,
                           "Path is \"%.200s\"; it must be like /items, "
                           "/items/{id} or /{proxy+}",
                           path);
}

static bool read_route(struct sam_template *t, struct cfn_values *v,
                       const struct yaml_node *event, enum sam_api_kind kind,
                       struct error *err)
{
    const struct cfn_properties p = cfn_properties_of(v, event, NULL);
    struct sam_route route = {.function = t->function_count - 1};
    char path[PATH_SIZE];
    char method[64];
    char version[16];
    char id[SAM_ID_SIZE];
    bool is_http = kind == SAM_HTTP_API;
    const struct yaml_node *api =
        cfn_property(&p, is_http ? "ApiId" : "RestApiId");

    if (!cfn_property_text(v, &p, "Path", path, sizeof path, err) ||
        !cfn_property_text(v, &p, "Method", method, sizeof method, err) ||
        !cfn_property_text(v, &p, "PayloadFormatVersion", version,
                           sizeof version, err) ||
        !read_method(v, event, method, route.method, err) ||
        !read_api_id(v, api, id, err))
        return false;
    bool is_default = is_http && (!*path || !strcmp(path, "$default"));
    if (is_default)
        *path = '\0';
    else if (!check_path(v, event, path, err))
        return false;
    route.api = sam_api_index(t, v, kind, id);
    if (route.api == SIZE_MAX)
        return cfn_error(
            v, api ? api : event, err, "the template has no %s named \"%.64s\"",
            is_http ? "AWS::Serverless::HttpApi" : "AWS::Serverless::Api", id);
    if (has(t, &route, path))
        return cfn_error(v, event, err, "the API has this route already");
    route.is_v1 = !is_http || !strcmp(version, "1.0");
    return append(t, &route, path, err);
}

static void note_others(struct cfn_values *v, const struct sam_function *fn,
                        const struct yaml_node *at, const struct buf *types)
{
    if (types->size > 0)
        cfn_note(v, at,
                 "events of %s that are not served: %s (`dayfly event` prints "
                 "a sample for `dayfly invoke`)",
                 fn->name, types->data);
}

bool sam_routes_read(struct sam_template *t, struct cfn_values *v,
                     const struct yaml_item *resource, struct error *err)
{
    const struct cfn_properties p = cfn_properties_of(v, resource->value, NULL);
    const struct yaml_node *events = cfn_property(&p, "Events");
    AUTO(struct buf, buf_free) others = BUF(512);
    struct sam_function *fn =
        t->function_count ? &t->functions[t->function_count - 1] : NULL;

    if (!events || events->kind != YAML_MAP || !fn ||
        strcmp(fn->id, resource->key->text) != 0)
        return true;
    for (size_t i = 0; i < events->count; i++) {
        const struct yaml_node *event = events->items[i].value;
        const char *type = cfn_resource_type(event);
        struct error why = ERROR_NONE;
        bool is_http = !strcmp(type, "HttpApi");
        if (sam_schedule_is(type)) {
            if (!sam_schedule_read(v, fn, &events->items[i], &why))
                cfn_note(v, NULL, "%s; the schedule is left out", why.text);
        } else if (!is_http && strcmp(type, "Api") != 0)
            (void)!buf_printf(&others, "%s%s", others.size ? ", " : "", type);
        else if (!read_route(t, v, event, is_http ? SAM_HTTP_API : SAM_REST_API,
                             &why))
            cfn_note(v, NULL, "%s; the route is not served", why.text);
        if (strstr(why.text, "out of memory"))
            return error_set(err, "out of memory");
    }
    note_others(v, fn, events, &others);
    return true;
}
