#include "host/function_settings/item_list.h"

#include "host/management/configuration.h"
#include "host/management/page.h"

static const char arn[] = "FunctionArn";

void item_list_add(json_t *items, json_t *item)
{
    const char *name = configuration_text(item, arn);
    size_t at = json_array_size(items);

    while (at > 0 &&
           page_text_is_before(
               name, configuration_text(json_array_get(items, at - 1), arn)))
        at--;
    (void)json_array_insert_new(items, at, item);
}

void item_list_send(json_t *items, struct http_request *req,
                    const struct request_path *path, const char *key)
{
    static const struct page_order order = {.key = arn,
                                            .is_before = page_text_is_before};
    struct page page;

    if (page_read(&page, req, path, PAGE_MAX))
        page_send(&page, req, key, items, &order);
    else
        json_decref(items);
}
