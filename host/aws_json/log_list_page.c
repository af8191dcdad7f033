#include "host/aws_json/log_list_page.h"

#include <stdlib.h>
#include <string.h>

#include "host/aws_json/aws_json.h"

enum { PAGE = 50, TOKEN_MAX_BYTES = 2048 };

struct sorted {
    const struct log_list *by;
    json_t *item; /* borrowed */
};

static int compare(const void *a, const void *b)
{
    const struct sorted *one = a;
    const struct sorted *other = b;
    const struct log_list *l = one->by;
    json_int_t x = json_integer_value(json_object_get(one->item, l->order));
    json_int_t y = json_integer_value(json_object_get(other->item, l->order));
    int order = x < y ? -1 : x > y;

    if (order == 0)
        order = strcmp(json_string_value(json_object_get(one->item, l->key)),
                       json_string_value(json_object_get(other->item, l->key)));
    return l->descending ? -order : order;
}

/* NULL: no memory. */
static struct sorted *sort(const json_t *items, const struct log_list *l)
{
    size_t count = json_array_size(items);
    struct sorted *sorted = mem_new(count + 1, sizeof *sorted);

    for (size_t i = 0; sorted && i < count; i++)
        sorted[i] = (struct sorted){.by = l, .item = json_array_get(items, i)};
    if (sorted && count > 1)
        qsort(sorted, count, sizeof *sorted, compare);
    return sorted;
}

void log_list_page_send(struct aws_members *m, json_t *items,
                        const struct log_list *l)
{
    const char *token = aws_members_text(m, "nextToken", TOKEN_MAX_BYTES);
    int64_t most =
        aws_members_number(m, "limit", 1, l->most ? l->most : PAGE, PAGE);
    struct sorted *sorted = m->failed ? NULL : sort(items, l);
    json_t *page = json_array();
    json_t *reply = json_object();
    size_t count = json_array_size(items);
    size_t at = 0;

    while (sorted && token && at < count &&
           strcmp(json_string_value(json_object_get(sorted[at].item, l->key)),
                  token) != 0)
        at++;
    for (at += token ? 1 : 0; sorted && at < count && most > 0; at++, most--)
        (void)json_array_append(page, sorted[at].item);
    if (sorted && at < count)
        (void)json_object_set(reply, "nextToken",
                              json_object_get(sorted[at - 1].item, l->key));
    (void)json_object_set_new(reply, l->list, page);
    if (m->failed)
        json_decref(reply);
    else
        aws_json_send_value(m->req,
                            sorted ? reply : (json_decref(reply), NULL));
    mem_free(sorted);
    json_decref(items);
}
