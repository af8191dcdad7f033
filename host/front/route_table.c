#include "host/front/route_table.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool route_table_add(struct route_table *table, const struct api_route *route,
                     const char *path, const char *function, struct error *err)
{
    if (!table->routes)
        table->routes = mem_new(ROUTES_MAX, sizeof *table->routes);
    if (!table->routes)
        return error_set(err, "out of memory");
    if (table->route_count == ROUTES_MAX)
        return error_set(err, "more than %d routes", ROUTES_MAX);
    struct api_route *to = &table->routes[table->route_count];
    *to = *route;
    to->path = mem_text(path);
    to->function = mem_text(function);
    if (to->path && to->function) {
        table->route_count++;
        return true;
    }
    mem_free(to->path);
    mem_free(to->function);
    return error_set(err, "out of memory");
}

bool route_table_has(const struct route_table *table, size_t api,
                     const char *method, const char *path)
{
    for (size_t i = 0; i < table->route_count; i++)
        if (table->routes[i].api == api &&
            !strcmp(table->routes[i].method, method) &&
            !strcmp(table->routes[i].path, path))
            return true;
    return false;
}

void route_table_free(struct route_table *table)
{
    for (size_t i = 0; i < table->api_count; i++)
        json_decref(table->apis[i].cors);
    for (size_t i = 0; i < table->route_count; i++) {
        mem_free(table->routes[i].path);
        mem_free(table->routes[i].function);
    }
    mem_free(table->apis);
    mem_free(table->routes);
    *table = (struct route_table){.apis = NULL};
}

bool route_method_read(const char *text, char method[ROUTE_METHOD_SIZE])
{
    size_t size = strlen(text);

    if (!strcmp(text, "*") || !strcasecmp(text, "any"))
        text = "*";
    else if (size == 0 || size >= ROUTE_METHOD_SIZE ||
             strspn(text,
                    "abcdefghijklmnopqrstuvwxyz"
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != size)
        return false;
    for (size_t i = 0;; i++) {
        method[i] = (char)toupper((unsigned char)text[i]);
        if (!text[i])
            return true;
    }
}

bool route_path_is_valid(const char *path)
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
    return ok;
}
