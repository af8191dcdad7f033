#include "host/routes/route_find.h"

#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/http/http_server.h"
#include "host/service/service_context.h"
#include "host/urls/url_match.h"

static void note_kind(struct route_target *to, const struct route_table *t)
{
    to->has_routes = to->has_routes || t->route_count > 0;
    for (size_t i = 0; i < t->route_count; i++)
        if (t->apis[t->routes[i].api].kind == API_HTTP)
            to->has_http_api = true;
}

/* The longest prefix wins; in one front the mounts are in that order. */
static void try_mounts(struct route_target *to, const struct front *front)
{
    to->has_routes = to->has_routes || front->mount_count > 0;
    to->has_http_api = to->has_http_api || front->mount_count > 0;
    for (size_t i = 0; i < front->mount_count; i++) {
        const struct static_mount *mount = &front->mounts[i];
        size_t size = strlen(mount->prefix);
        bool has = to->path_size >= size
                       ? !strncmp(to->path, mount->prefix, size)
                       : to->path_size + 1 == size &&
                             !strncmp(to->path, mount->prefix, size - 1);
        if (!has || (to->mount && strlen(to->mount->prefix) >= size))
            continue;
        to->mount = mount;
        to->cors = front->table.api_count ? front->table.apis[0].cors : NULL;
    }
}

static void try_root(struct route_target *to,
                     const struct function_registry *registry,
                     struct served_root *root, const char *method)
{
    const struct front *front = &root->front.value;
    struct served_template *t = root->template;

    if ((front->hosts != NULL) != to->is_bound)
        return;
    if (t) {
        served_template_refresh(t, registry->setting, false);
        note_kind(to, &t->value.table);
        route_match_try(&to->match, &t->value.table, method, to->path,
                        to->path_size);
    }
    note_kind(to, &front->table);
    route_match_try(&to->match, &front->table, method, to->path, to->path_size);
    try_mounts(to, front);
}

static bool names_host(const struct function_registry *registry, size_t i,
                       const char *domain)
{
    return front_names_host(&registry->roots[i].front.value, domain);
}

bool route_find_is_bound(const struct service_context *service,
                         const char *host, bool refresh)
{
    const struct function_registry *registry = service->dispatcher->registry;
    char domain[URL_DOMAIN_SIZE];

    url_match_domain(domain, host);
    for (size_t i = 0; *domain && i < registry->root_count; i++) {
        if (refresh)
            served_front_refresh(&registry->roots[i].front,
                                 registry->roots[i].path);
        if (names_host(registry, i, domain))
            return true;
    }
    return false;
}

void route_find(struct route_target *to, const struct service_context *service,
                const struct http_request *req, const char *method)
{
    const struct function_registry *registry = service->dispatcher->registry;
    char domain[URL_DOMAIN_SIZE];
    size_t size = strcspn(req->target, "?");

    *to = (struct route_target){
        .path = req->target, .path_size = size, .region = service->region};
    to->query = req->target[size] ? req->target + size + 1 : "";
    url_match_domain(domain, http_request_host(req));
    for (size_t i = 0; i < registry->root_count; i++) {
        served_front_refresh(&registry->roots[i].front,
                             registry->roots[i].path);
        to->is_bound = to->is_bound || names_host(registry, i, domain);
    }
    for (size_t i = 0; i < registry->root_count; i++)
        if (!to->is_bound || names_host(registry, i, domain))
            try_root(to, registry, &registry->roots[i], method);
    if (to->match.route)
        to->api = &to->match.table->apis[to->match.route->api];
}

const char *route_find_asked_method(const struct http_request *req)
{
    return !strcmp(req->method, "OPTIONS") && http_request_header(req, "Origin")
               ? http_request_header(req, "Access-Control-Request-Method")
               : NULL;
}
