#include "host/query/query_read.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"

enum { NAME_SIZE = QUERY_NAME_MAX + 1, DIGITS_MAX = 9 };

static bool read_object(json_t *object, const struct query_form *form,
                        const char *prefix, const struct query_member *members,
                        struct error *err);

/* Names that the tables and numbers make fit; a longer one is no parameter's.
 */
static void name_make(char name[NAME_SIZE], const char *fmt, ...)
    PRINTF_LIKE(2, 3);

static void name_make(char name[NAME_SIZE], const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(name, NAME_SIZE, fmt, args);
    va_end(args);
}

/* The text that is there already says more. */
static bool fail(struct error *err)
{
    return *err->text ? false : error_set(err, "out of memory");
}

/* Takes the value; NULL is a failure. */
static bool set(json_t *object, const char *name, json_t *value,
                struct error *err)
{
    return json_object_set_new(object, name, value) == 0 || fail(err);
}

static json_t *number(const char *text)
{
    char *end;

    errno = 0;
    long long value = strtoll(text, &end, 10);
    bool ok = errno == 0 && end != text && !*end &&
              strspn(text, "-0123456789") == strlen(text);
    return ok ? json_integer(value) : json_string(text);
}

/* The number after the prefix; 0: there is none, or it is not written as
 * clients do. */
static unsigned long index_of(const char *name, size_t prefix)
{
    size_t digits = strspn(name + prefix, "0123456789");
    char after = name[prefix + digits];

    return digits > 0 && digits <= DIGITS_MAX && name[prefix] != '0' &&
                   (!after || after == '.')
               ? strtoul(name + prefix, NULL, 10)
               : 0;
}

static int compare(const void *one, const void *other)
{
    unsigned long a = *(const unsigned long *)one;
    unsigned long b = *(const unsigned long *)other;

    return a < b ? -1 : a > b;
}

struct numbers {
    unsigned long *list; /* owned, in order */
    size_t count;
};

static void numbers_free(struct numbers *n)
{
    mem_free(n->list);
}

/* The numbers that items of a list have; 0, if it is one without. */
static bool find_numbers(struct numbers *n, const struct query_form *form,
                         const char *name, struct error *err)
{
    char prefix[NAME_SIZE];
    size_t size;
    bool is_one = query_form_find(form, name) != NULL;

    name_make(prefix, "%s.", name);
    size = strlen(prefix);
    n->list = mem_new(form->count + 1, sizeof *n->list);
    if (!n->list)
        return error_set(err, "out of memory");
    /* Names of one item follow each other. */
    for (size_t i = query_form_seek(form, prefix);
         i < form->count && !strncmp(form->list[i].name, prefix, size); i++) {
        unsigned long index = index_of(form->list[i].name, size);
        is_one = true;
        if (index > 0 && (n->count == 0 || n->list[n->count - 1] != index))
            n->list[n->count++] = index;
    }
    if (n->count > 0)
        qsort(n->list, n->count, sizeof *n->list, compare);
    else
        n->count = is_one ? 1 : 0;
    return true;
}

static bool missing(struct error *err, const char *name)
{
    return error_set(err, "The request must contain the parameter %s.", name);
}

/* An object, or NULL. */
static json_t *read_item(const struct query_form *form, const char *name,
                         const struct query_member *of, struct error *err)
{
    char prefix[NAME_SIZE];
    json_t *object = json_object();

    name_make(prefix, "%s.", name);
    if (read_object(object, form, prefix, of, err))
        return object;
    json_decref(object);
    return NULL;
}

static bool add_item(json_t *list, const struct query_form *form,
                     const char *name, const struct query_member *m,
                     struct error *err)
{
    const char *text = query_form_find(form, name);

    if (!m->of && !text)
        return missing(err, name);
    json_t *item =
        m->of ? read_item(form, name, m->of, err) : json_string(text);
    return json_array_append_new(list, item) == 0 || fail(err);
}

static bool add_entry(json_t *map, const struct query_form *form,
                      const char *name, const struct query_member *m,
                      struct error *err)
{
    char key_name[NAME_SIZE];
    char value_name[NAME_SIZE];

    name_make(key_name, "%s.%s", name, m->key);
    name_make(value_name, "%s.Value", name);
    const char *key = query_form_find(form, key_name);
    const char *text = query_form_find(form, value_name);
    if (!key)
        return missing(err, key_name);
    if (!m->of && !text)
        return missing(err, value_name);
    json_t *value =
        m->of ? read_item(form, value_name, m->of, err) : json_string(text);
    return set(map, key, value, err);
}

static bool read_items(json_t *items, const struct query_form *form,
                       const char *name, const struct query_member *m,
                       const struct numbers *numbers, struct error *err)
{
    for (size_t i = 0; i < numbers->count; i++) {
        char item[NAME_SIZE];
        if (numbers->list[i] > 0)
            name_make(item, "%s.%lu", name, numbers->list[i]);
        else
            name_make(item, "%s", name);
        if (m->kind == QUERY_MAP ? !add_entry(items, form, item, m, err)
                                 : !add_item(items, form, item, m, err))
            return false;
    }
    return true;
}

static bool read_many(json_t *object, const struct query_form *form,
                      const char *name, const struct query_member *m,
                      struct error *err)
{
    AUTO(struct numbers, numbers_free) numbers = {.count = 0};

    if (!find_numbers(&numbers, form, name, err))
        return false;
    if (numbers.count == 0)
        return true;
    json_t *items = m->kind == QUERY_MAP ? json_object() : json_array();
    if (read_items(items, form, name, m, &numbers, err))
        return set(object, m->json, items, err);
    json_decref(items);
    return false;
}

/* It calls itself as deep as the table is. */
static bool read_object(json_t *object, const struct query_form *form,
                        const char *prefix, const struct query_member *members,
                        struct error *err)
{
    for (const struct query_member *m = members; m->name; m++) {
        char name[NAME_SIZE];
        name_make(name, "%s%s", prefix, m->name);
        const char *text = query_form_find(form, name);
        if (m->kind == QUERY_LIST || m->kind == QUERY_MAP) {
            if (!read_many(object, form, name, m, err))
                return false;
        } else if (text) {
            json_t *value =
                m->kind == QUERY_NUMBER ? number(text) : json_string(text);
            if (!set(object, m->json, value, err))
                return false;
        }
    }
    return true;
}

json_t *query_read(const struct query_form *form,
                   const struct query_member *members, struct error *err)
{
    json_t *object = json_object();

    if (object && read_object(object, form, "", members, err))
        return object;
    if (!object)
        (void)error_set(err, "out of memory");
    json_decref(object);
    return NULL;
}
