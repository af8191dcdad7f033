#include "host/routes/route_match.h"

#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "host/base/percent.h"

/* A part of a path between slashes. */
struct part {
    const char *text;
    size_t size;
    const char *next; /* its slash; `end` of the path: there is no other */
};

/* False: the path has no other part. A slash at the end begins none, as the
 * tools of SAM have it; that of "/" begins an empty one. */
static bool next_part(struct part *part, const char *at, const char *end,
                      bool is_first)
{
    if (at >= end || *at != '/' || (at + 1 == end && !is_first))
        return false;
    const char *slash = memchr(at + 1, '/', (size_t)(end - at - 1));
    *part = (struct part){.text = at + 1, .next = slash ? slash : end};
    part->size = (size_t)(part->next - part->text);
    return true;
}

enum kind { TEXT, NAME, REST };

static enum kind kind_of(const struct part *part)
{
    if (part->size < 2 || *part->text != '{')
        return TEXT;
    return part->size > 3 && part->text[part->size - 2] == '+' ? REST : NAME;
}

static bool fits(const struct part *wanted, const struct part *given)
{
    if (kind_of(wanted) == NAME)
        return given->size > 0;
    return wanted->size == given->size &&
           memcmp(wanted->text, given->text, given->size) == 0;
}

static bool matches(const struct api_route *route, const char *path,
                    const char *end)
{
    const char *at = route->path;
    const char *route_end = at + strlen(at);
    struct part wanted;
    struct part given;

    if (!*route->path)
        return true;
    for (bool first = true;; first = false) {
        bool more_wanted = next_part(&wanted, at, route_end, first);
        bool more = next_part(&given, path, end, first);
        if (more_wanted && more && kind_of(&wanted) == REST)
            return given.size > 0 || given.next < end;
        if (!more_wanted || !more)
            return !more_wanted && !more;
        if (!fits(&wanted, &given))
            return false;
        at = wanted.next;
        path = given.next;
    }
}

/* Less than 0: `a` is more specific. Both match the same path. */
static int compare(const char *a, const char *b)
{
    const char *a_end = a + strlen(a);
    const char *b_end = b + strlen(b);
    struct part one;
    struct part other;

    for (bool first = true;; first = false) {
        bool has_a = next_part(&one, a, a_end, first);
        bool has_b = next_part(&other, b, b_end, first);
        if (!has_a || !has_b)
            return has_a ? -1 : (has_b ? 1 : 0);
        int difference = (int)kind_of(&one) - (int)kind_of(&other);
        if (difference != 0)
            return difference;
        a = one.next;
        b = other.next;
    }
}

/* In a REST API the path alone chooses, and then it has the method or not. */
static bool is_hidden(const struct route_table *t,
                      const struct api_route *route, const char *path,
                      const char *end)
{
    if (t->apis[route->api].kind != API_REST)
        return false;
    for (size_t i = 0; i < t->route_count; i++) {
        const struct api_route *other = &t->routes[i];
        if (other->api == route->api && matches(other, path, end) &&
            compare(other->path, route->path) < 0)
            return true;
    }
    return false;
}

static bool is_any(const struct api_route *route)
{
    return *route->method == '*';
}

/* Of two equal ones the first counts. */
static bool is_better(const struct api_route *route, const char *base,
                      const struct route_match *than)
{
    if (!than->route)
        return true;
    size_t size = strlen(base);
    size_t other = strlen(than->table->apis[than->route->api].base);
    if (size != other)
        return size > other;
    int order = compare(route->path, than->route->path);
    return order < 0 || (order == 0 && !is_any(route) && is_any(than->route));
}

/* What follows the base of the API in the path; NULL: another path. */
static const char *after_base(const struct route_api *api, const char *path,
                              size_t path_size)
{
    size_t size = strlen(api->base);

    if (path_size < size || memcmp(path, api->base, size) != 0)
        return NULL;
    if (path_size == size)
        return size ? "/" : path;
    return path[size] == '/' || !size ? path + size : NULL;
}

void route_match_try(struct route_match *match, const struct route_table *t,
                     const char *method, const char *path, size_t path_size)
{
    for (size_t i = 0; i < t->route_count; i++) {
        const struct api_route *route = &t->routes[i];
        const struct route_api *api = &t->apis[route->api];
        const char *rest = after_base(api, path, path_size);
        if (!rest)
            continue;
        size_t size = path_size > strlen(api->base)
                          ? path_size - strlen(api->base)
                          : strlen(rest);
        if ((!is_any(route) && strcmp(route->method, method) != 0) ||
            !matches(route, rest, rest + size) ||
            !is_better(route, api->base, match) ||
            is_hidden(t, route, rest, rest + size))
            continue;
        *match = (struct route_match){
            .table = t, .route = route, .path = rest, .path_size = size};
    }
}

bool route_match_is_exact(const struct route_match *match)
{
    return match->route && *match->route->path &&
           !strchr(match->route->path, '{');
}

static void add(struct route_parameters *p, char **bytes,
                const struct part *wanted, const char *value, size_t size)
{
    bool is_rest = kind_of(wanted) == REST;

    if (p->count == ROUTE_PARAMETERS_MAX)
        return;
    p->list[p->count++] = (struct url_param){
        .name = wanted->text + 1,
        .name_size = wanted->size - (is_rest ? 3 : 2),
        .value = *bytes,
        .value_size = percent_decode(*bytes, value, size, false)};
    *bytes += size;
}

bool route_parameters_make(struct route_parameters *p,
                           const struct api_route *route, const char *path,
                           size_t path_size)
{
    const char *at = route->path;
    const char *route_end = at + strlen(at);
    const char *end = path + path_size;
    struct part wanted;
    struct part given;
    char *bytes;

    *p = (struct route_parameters){.bytes = mem_new(path_size + 1, 1)};
    bytes = p->bytes;
    if (!bytes)
        return false;
    for (bool first = true; next_part(&wanted, at, route_end, first) &&
                            next_part(&given, path, end, first);
         first = false) {
        if (kind_of(&wanted) == REST)
            add(p, &bytes, &wanted, given.text, (size_t)(end - given.text));
        else if (kind_of(&wanted) == NAME)
            add(p, &bytes, &wanted, given.text, given.size);
        at = wanted.next;
        path = given.next;
    }
    return true;
}

void route_parameters_free(struct route_parameters *p)
{
    mem_free(p->bytes);
    p->bytes = NULL;
}
