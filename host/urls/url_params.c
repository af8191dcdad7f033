#include "host/urls/url_params.h"

#include <stdlib.h>
#include <string.h>

#include "common/json/json_string.h"
#include "host/base/percent.h"

static int compare_names(const struct url_param *a, const struct url_param *b,
                         bool lower)
{
    size_t least = a->name_size < b->name_size ? a->name_size : b->name_size;

    for (size_t i = 0; i < least; i++) {
        unsigned char c = (unsigned char)a->name[i];
        unsigned char d = (unsigned char)b->name[i];
        if (lower && c >= 'A' && c <= 'Z')
            c = (unsigned char)(c | 0x20);
        if (lower && d >= 'A' && d <= 'Z')
            d = (unsigned char)(d | 0x20);
        if (c != d)
            return c < d ? -1 : 1;
    }
    if (a->name_size == b->name_size)
        return 0;
    return a->name_size < b->name_size ? -1 : 1;
}

static int by_index(const struct url_param *a, const struct url_param *b)
{
    return a->index < b->index ? -1 : 1;
}

static int by_name(const void *one, const void *other)
{
    int order = compare_names(one, other, false);

    return order ? order : by_index(one, other);
}

static int by_lower_name(const void *one, const void *other)
{
    int order = compare_names(one, other, true);

    return order ? order : by_index(one, other);
}

static bool put_name(struct buf *out, const struct url_param *p, bool lower)
{
    AUTO(struct buf, buf_free) name = BUF(p->name_size);

    if (!lower)
        return json_add_string(out, p->name, p->name_size);
    for (size_t i = 0; i < p->name_size; i++) {
        char c = p->name[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (!buf_add(&name, &c, 1))
            return false;
    }
    return json_add_string(out, name.data, name.size);
}

static bool put_list(struct buf *out, const struct url_param *list,
                     size_t count)
{
    if (!buf_add_str(out, "["))
        return false;
    for (size_t i = 0; i < count; i++)
        if ((i > 0 && !buf_add_str(out, ",")) ||
            !json_add_string(out, list[i].value, list[i].value_size))
            return false;
    return buf_add_str(out, "]");
}

/* `list` has `count` parameters of the same name. */
static bool put_values(struct buf *out, const struct url_param *list,
                       size_t count, enum url_values values)
{
    AUTO(struct buf, buf_free) all = BUF(out->max);

    if (values == URL_VALUES_LIST)
        return put_list(out, list, count);
    if (values == URL_VALUES_LAST)
        list += count - 1;
    if (count == 1 || values == URL_VALUES_LAST)
        return json_add_string(out, list->value, list->value_size);
    for (size_t i = 0; i < count; i++)
        if ((i > 0 && !buf_add_str(&all, ",")) ||
            !buf_add(&all, list[i].value, list[i].value_size))
            return false;
    return json_add_string(out, all.data, all.size);
}

bool url_params_add(struct buf *out, struct url_param *list, size_t count,
                    bool lower, enum url_values values)
{
    size_t same;

    for (size_t i = 0; i < count; i++)
        list[i].index = i;
    if (count > 1)
        qsort(list, count, sizeof *list, lower ? by_lower_name : by_name);
    if (!buf_add_str(out, "{"))
        return false;
    for (size_t i = 0; i < count; i += same) {
        same = 1;
        while (i + same < count &&
               compare_names(&list[i], &list[i + same], lower) == 0)
            same++;
        if ((i > 0 && !buf_add_str(out, ",")) ||
            !put_name(out, &list[i], lower) || !buf_add_str(out, ":") ||
            !put_values(out, &list[i], same, values))
            return false;
    }
    return buf_add_str(out, "}");
}

/* Fills `list`, which has room for all parameters, and `bytes`, which has as
 * many bytes as the query. Returns the number of parameters. */
static size_t split_query(struct url_param *list, char *bytes,
                          const char *query)
{
    size_t count = 0;

    while (*query) {
        size_t size = strcspn(query, "&");
        size_t name = strcspn(query, "&=");
        size_t value = name < size ? size - name - 1 : 0;
        if (size > 0) {
            struct url_param *p = &list[count++];
            p->name = bytes;
            p->name_size = percent_decode(bytes, query, name, true);
            bytes += name;
            p->value = bytes;
            p->value_size =
                percent_decode(bytes, query + size - value, value, true);
            bytes += value;
        }
        query += size + (query[size] == '&');
    }
    return count;
}

bool url_params_add_query(struct buf *out, const char *query,
                          enum url_values values)
{
    size_t size = strlen(query);
    char *bytes = mem_new(size + 1, 1);
    struct url_param *list = mem_new(size / 2 + 1, sizeof *list);
    bool ok = bytes && list;

    if (ok)
        ok = url_params_add(out, list, split_query(list, bytes, query), false,
                            values);
    mem_free(bytes);
    mem_free(list);
    return ok;
}
