#include "host/query/query_form.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "host/base/percent.h"

static bool is_text(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t one = text[at] ? utf8_length(text + at, size - at) : 0;
        if (one == 0)
            return false;
        at += one;
    }
    return true;
}

/* Decodes to `*to`, adds a NUL, and moves `*to` behind it. NULL: it is no
 * text. */
static const char *decode(char **to, const char *text, size_t size,
                          size_t *decoded)
{
    char *begin = *to;

    *decoded = percent_decode(begin, text, size, true);
    begin[*decoded] = '\0';
    *to = begin + *decoded + 1;
    return is_text(begin, *decoded) ? begin : NULL;
}

static bool add(struct query_form *form, char **to, const char *text,
                size_t size, struct error *err)
{
    const char *equals = memchr(text, '=', size);
    size_t name_size = equals ? (size_t)(equals - text) : size;
    struct query_parameter *p = &form->list[form->count];
    size_t length;

    p->index = form->count;
    p->name = decode(to, text, name_size, &length);
    if (!p->name || length > QUERY_NAME_MAX)
        return error_set(err,
                         "The name of a parameter is no UTF-8, has a NUL, or "
                         "is longer than %d bytes.",
                         QUERY_NAME_MAX);
    p->value = "";
    if (equals)
        p->value = decode(to, equals + 1, size - name_size - 1, &length);
    if (!p->value)
        return error_set(err,
                         "The value of the parameter %s is no UTF-8, or has a "
                         "NUL.",
                         p->name);
    form->count++;
    return true;
}

static int compare(const void *one, const void *other)
{
    const struct query_parameter *a = one;
    const struct query_parameter *b = other;
    int order = strcmp(a->name, b->name);

    return order ? order : a->index < b->index ? -1 : 1;
}

static bool split(struct query_form *form, char *to, const char *text,
                  size_t size, struct error *err)
{
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '&', size - at);
        size_t length = end ? (size_t)(end - text) - at : size - at;
        if (length > 0 && form->count == QUERY_PARAMETERS_MAX)
            return error_set(err, "The request has more than %d parameters.",
                             QUERY_PARAMETERS_MAX);
        if (length > 0 && !add(form, &to, text + at, length, err))
            return false;
        at += length + 1;
    }
    if (form->count > 0)
        qsort(form->list, form->count, sizeof *form->list, compare);
    return true;
}

bool query_form_parse(struct query_form *form, const char *text, size_t size,
                      struct error *err)
{
    /* A name without "=" has its NUL where the "&" was; the last has none. */
    *form = (struct query_form){.bytes = BUF(size + 1)};
    form->list = mem_new(QUERY_PARAMETERS_MAX, sizeof *form->list);
    if (!form->list || !buf_reserve(&form->bytes, size + 1))
        return error_set(err, "out of memory");
    return split(form, buf_tail(&form->bytes), text, size, err);
}

void query_form_free(struct query_form *form)
{
    buf_free(&form->bytes);
    mem_free(form->list);
    form->list = NULL;
    form->count = 0;
}

size_t query_form_seek(const struct query_form *form, const char *name)
{
    size_t low = 0;
    size_t high = form->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(form->list[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const char *query_form_find(const struct query_form *form, const char *name)
{
    size_t at = query_form_seek(form, name);

    return at < form->count && !strcmp(form->list[at].name, name)
               ? form->list[at].value
               : NULL;
}
