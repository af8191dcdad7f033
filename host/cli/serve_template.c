#include "host/cli/serve_template.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/cli/cli_util.h"

bool serve_parameters_add(struct serve_parameters *all, const char *text,
                          struct error *err)
{
    size_t name = strcspn(text, "=");

    if (name == 0 || !text[name] ||
        strspn(text,
               "abcdefghijklmnopqrstuvwxyz"
               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != name)
        return error_set(err,
                         "\"%.200s\" must be NAME=VALUE, with the name of a "
                         "parameter of the template",
                         text);
    if (all->count == SERVE_PARAMETERS_MAX)
        return error_set(err, "more than %d parameters", SERVE_PARAMETERS_MAX);
    all->list[all->count++] = text;
    return true;
}

static bool names(const json_t *parameters, const char *pair)
{
    size_t size = strcspn(pair, "=");

    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const char *name = json_string_value(json_array_get(parameters, i));
        if (strlen(name) == size && !strncmp(name, pair, size))
            return true;
    }
    return false;
}

bool serve_parameters_check(const struct serve_parameters *all,
                            const struct function_registry *registry,
                            struct error *err)
{
    for (size_t i = 0; i < all->count; i++) {
        bool known = false;
        for (size_t k = 0; k < registry->root_count; k++) {
            const struct served_template *t = registry->roots[k].template;
            known =
                known ||
                (t && (t->error || names(t->value.parameters, all->list[i])));
        }
        if (!known)
            return error_set(err,
                             "--parameter-overrides %.*s: no template "
                             "has a parameter of this name",
                             (int)strcspn(all->list[i], "="), all->list[i]);
    }
    return true;
}

bool serve_template_check(const struct function_registry *registry,
                          struct error *err)
{
    for (size_t i = 0; i < registry->root_count; i++) {
        const struct served_template *t = registry->roots[i].template;
        const char *note =
            t ? json_string_value(json_array_get(t->value.notes, 0)) : NULL;
        if (note)
            return error_set(err, "no function of %s can be served: %s",
                             t->path, note);
    }
    return true;
}

static void print_routes(const struct route_table *t, const char *base)
{
    for (size_t i = 0; i < t->route_count; i++) {
        const struct api_route *route = &t->routes[i];
        cli_print("  %-7s %s%s%s  %s",
                  *route->method == '*' ? "ANY" : route->method, base,
                  t->apis[route->api].base,
                  *route->path ? route->path : "/{any}", route->function);
    }
}

static bool has_function(const struct function_registry *registry,
                         const char *function)
{
    char name[SAM_NAME_SIZE];
    size_t size = strcspn(function, ":");

    (void)snprintf(name, sizeof name, "%.*s", (int)size, function);
    return size < sizeof name && function_registry_find(registry, name);
}

static void print_missing(const struct function_registry *registry,
                          const struct served_root *root)
{
    const struct front *front = &root->front.value;

    for (size_t i = 0; i < front->table.route_count; i++)
        if (!has_function(registry, front->table.routes[i].function))
            cli_print("Note: %s/" MANIFEST_FILE_NAME
                      ": a route names %s, which is not served now",
                      root->path, front->table.routes[i].function);
    for (size_t i = 0; i < front->mount_count; i++)
        if (access(front->mounts[i].folder, R_OK | X_OK) != 0)
            cli_print("Note: %s/" MANIFEST_FILE_NAME
                      ": the folder %s does not exist now, or cannot be read",
                      root->path, front->mounts[i].folder);
}

static void print_front(const struct function_registry *registry,
                        const struct served_root *root, const char *base)
{
    const struct front *front = &root->front.value;
    char own[320];

    if (!front->is_given)
        return;
    const char *host = json_string_value(json_array_get(front->hosts, 0));
    (void)snprintf(own, sizeof own, "%.*s%s",
                   (int)(host ? strcspn(base, "/") + 2 : strlen(base)), base,
                   host ? host : "");
    if (front->table.route_count > 0)
        cli_print("Routes of %s/" MANIFEST_FILE_NAME ":", root->path);
    print_routes(&front->table, own);
    if (front->mount_count > 0)
        cli_print("Static files of %s/" MANIFEST_FILE_NAME ":", root->path);
    for (size_t i = 0; i < front->mount_count; i++)
        cli_print("  GET     %s%s  %s", own, front->mounts[i].prefix,
                  front->mounts[i].folder);
    print_missing(registry, root);
}

static void print_template(const struct served_template *t, const char *base)
{
    if (t->value.table.route_count > 0)
        cli_print("Routes of %s:", t->path);
    print_routes(&t->value.table, base);
    for (size_t k = 0; k < json_array_size(t->value.notes); k++)
        cli_print("Note: %s",
                  json_string_value(json_array_get(t->value.notes, k)));
}

static bool is_root(const struct function_registry *registry,
                    const char *folder)
{
    for (size_t i = 0; i < registry->root_count; i++)
        if (!strcmp(registry->roots[i].path, folder))
            return true;
    return false;
}

static void print_unused(const struct function_registry *registry)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        if (!fn->stored && fn->manifest.has_front &&
            !is_root(registry, fn->folder))
            cli_print("Note: %s/" MANIFEST_FILE_NAME
                      ": its routes and static files are there if its folder "
                      "is served itself: dayfly serve %s",
                      fn->folder, fn->folder);
    }
}

void serve_template_print(const struct function_registry *registry,
                          const char *base)
{
    print_unused(registry);
    for (size_t i = 0; i < registry->root_count; i++) {
        if (registry->roots[i].template)
            print_template(registry->roots[i].template, base);
        print_front(registry, &registry->roots[i], base);
    }
}

bool serve_template_has_front(const struct function_registry *registry)
{
    for (size_t i = 0; i < registry->root_count; i++)
        if (registry->roots[i].front.value.is_given)
            return true;
    return false;
}
