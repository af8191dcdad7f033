#include "host/sam/sam_route.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/sam/sam_api.h"
#include "host/sam_events/sam_mapping.h"
#include "host/sam_events/sam_schedule.h"
#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"
#include "host/cfn/cfn_resource.h"

enum { PATH_SIZE = 1024 };

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
                        const char *text, char to[ROUTE_METHOD_SIZE],
                        struct error *err)
{
    bool is_any = !*text || !strcasecmp(text, "x-amazon-apigateway-any-method");

    return route_method_read(is_any ? "*" : text, to) ||
           cfn_error(v, at, err,
                     "Method is \"%.32s\"; it must be a method of HTTP, "
                     "or ANY",
                     text);
}

static bool check_path(struct cfn_values *v, const struct yaml_node *at,
                       const char *path, struct error *err)
{
    return route_path_is_valid(path) ||
           cfn_error(v, at, err,
                     "Path is \"%.200s\"; it must be like /items, "
                     "/items/{id} or /{proxy+}",
                     path);
}

static bool read_route(struct sam_template *t, struct cfn_values *v,
                       const struct yaml_node *event, enum api_kind kind,
                       struct error *err)
{
    const struct cfn_properties p = cfn_properties_of(v, event, NULL);
    struct api_route route = {.format = ROUTE_HTTP_V2};
    char path[PATH_SIZE];
    char method[64];
    char version[16];
    char id[SAM_ID_SIZE];
    bool is_http = kind == API_HTTP;
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
    if (route_table_has(&t->table, route.api, route.method, path))
        return cfn_error(v, event, err, "the API has this route already");
    if (!is_http)
        route.format = ROUTE_REST_API;
    else if (!strcmp(version, "1.0"))
        route.format = ROUTE_HTTP_V1;
    return route_table_add(&t->table, &route, path,
                           t->functions[t->function_count - 1].name, err);
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
            if (!sam_schedule_read(v, fn->settings, &events->items[i], &why))
                cfn_note(v, NULL, "%s; the schedule is left out", why.text);
        } else if (sam_mapping_is(type)) {
            if (!sam_mapping_of_event(v, fn->settings, event, &why))
                cfn_note(v, NULL, "%s; the queue is left out", why.text);
        } else if (!is_http && strcmp(type, "Api") != 0)
            (void)!buf_printf(&others, "%s%s", others.size ? ", " : "", type);
        else if (!read_route(t, v, event, is_http ? API_HTTP : API_REST, &why))
            cfn_note(v, NULL, "%s; the route is not served", why.text);
        if (strstr(why.text, "out of memory"))
            return error_set(err, "out of memory");
    }
    note_others(v, fn, events, &others);
    return true;
}
