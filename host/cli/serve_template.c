#include "host/cli/serve_template.h"

#include <stdio.h>
#include <string.h>

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

static void print_routes(const struct sam_template *t, const char *base)
{
    for (size_t i = 0; i < t->route_count; i++) {
        const struct sam_route *route = &t->routes[i];
        cli_print("  %-7s %s%s  %s",
                  *route->method == '*' ? "ANY" : route->method, base,
                  *route->path ? route->path : "/{any}",
                  t->functions[route->function].name);
    }
}

void serve_template_print(const struct function_registry *registry,
                          const char *base)
{
    for (size_t i = 0; i < registry->root_count; i++) {
        const struct served_template *t = registry->roots[i].template;
        if (!t)
            continue;
        if (t->value.route_count > 0)
            cli_print("Routes of %s:", t->path);
        print_routes(&t->value, base);
        for (size_t k = 0; k < json_array_size(t->value.notes); k++)
            cli_print("Note: %s",
                      json_string_value(json_array_get(t->value.notes, k)));
    }
}
