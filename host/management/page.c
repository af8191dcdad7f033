#include "host/management/page.h"

#include <stdlib.h>
#include <string.h>

#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

/* False: it is no number. */
static bool read_items(const struct request_path *path, json_int_t *items)
{
    char text[24];
    char *end;

    *items = PAGE_MAX;
    if (!request_path_has_query(path, "MaxItems"))
        return true;
    if (!request_path_query(path, "MaxItems", text, sizeof text) || !*text)
        return false;
    *items = strtoll(text, &end, 10);
    return !*end;
}

bool page_read(struct page *page, struct http_request *req,
               const struct request_path *path, json_int_t most)
{
    struct checks checks = CHECKS;
    json_int_t items;

    *page->marker = '\0';
    if (!read_items(path, &items)) {
        service_error_send(req, SERVICE_VALIDATION,
                           "1 validation error detected: Value at 'maxItems' "
                           "failed to satisfy constraint: Member must be a "
                           "number");
        return false;
    }
    json_t *value = json_integer(items);
    checks_range(&checks, value, "maxItems", 1, most);
    json_decref(value);
    if (checks_send(&checks, req))
        return false;
    page->most = items < PAGE_MAX ? (size_t)items : PAGE_MAX;
    if (!request_path_has_query(path, "Marker") ||
        request_path_query(path, "Marker", page->marker, sizeof page->marker))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Marker must be the NextMarker of another response.");
    return false;
}

void page_send(const struct page *page, struct http_request *req,
               const char *list, json_t *items, const struct page_order *order)
{
    json_t *part = json_array();
    const char *next = NULL;

    for (size_t i = 0; i < json_array_size(items) && !next; i++) {
        json_t *item = json_array_get(items, i);
        const char *name = json_string_value(
            order->key ? json_object_get(item, order->key) : item);
        if (name && order->part)
            name = order->part(name);
        if (!name || (*page->marker && order->is_before(name, page->marker)))
            continue;
        if (json_array_size(part) < page->most)
            (void)json_array_append(part, item);
        else
            next = name;
    }
    json_t *reply = json_pack("{s:o,s:s*}", list, part, "NextMarker", next);
    json_decref(items);
    service_reply_json(req, reply);
}

bool page_text_is_before(const char *one, const char *other)
{
    return strcmp(one, other) < 0;
}
