#include "host/aws_json/log_condition.h"

#include <fnmatch.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *skip(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static bool copy(char *to, size_t room, const char *from, size_t size)
{
    if (size >= room)
        return false;
    memcpy(to, from, size);
    to[size] = '\0';
    return true;
}

/* In these four, `at` is where to read; they return where what they have read
 * ends. NULL: it is something else. */
static const char *read_path(struct log_condition *c, const char *at)
{
    size_t size;

    if (at[0] != '$' || at[1] != '.')
        return NULL;
    at += 2;
    size = strcspn(at, " \t\r\n=!<>&|{}\"");
    return size > 0 && copy(c->path, sizeof c->path, at, size) ? at + size
                                                               : NULL;
}

static const char *read_operation(struct log_condition *c, const char *at)
{
    static const char *const operations[] = {"!=", "<=", ">=", "=", "<", ">"};

    for (size_t i = 0; i < COUNT(operations); i++) {
        size_t size = strlen(operations[i]);
        if (strncmp(at, operations[i], size) == 0 &&
            copy(c->operation, sizeof c->operation, at, size))
            return at + size;
    }
    return NULL;
}

static const char *read_value(struct log_condition *c, const char *at)
{
    bool is_quoted = *at == '"';
    size_t size;
    char *end;

    at += is_quoted ? 1 : 0;
    size = is_quoted ? strcspn(at, "\"") : strcspn(at, " \t\r\n&|}");
    if ((is_quoted ? at[size] != '"' : size == 0) ||
        !copy(c->value, sizeof c->value, at, size))
        return NULL;
    (void)strtod(c->value, &end);
    c->is_number = !is_quoted && *end == '\0';
    return at + size + (is_quoted ? 1 : 0);
}

static const char *read_link(struct log_conditions *all, const char *at)
{
    bool any = !strncmp(at, "||", 2);

    if ((!any && strncmp(at, "&&", 2) != 0) ||
        (all->count > 1 && all->any != any))
        return NULL;
    all->any = any;
    return at + 2;
}

bool log_conditions_parse(struct log_conditions *conditions, const char *text)
{
    const char *at = *text == '{' ? text + 1 : NULL;

    *conditions = (struct log_conditions){.count = 0};
    while (at && conditions->count < LOG_CONDITIONS_MAX) {
        struct log_condition *c = &conditions->items[conditions->count++];
        at = read_path(c, skip(at));
        at = at ? read_operation(c, skip(at)) : NULL;
        at = at ? read_value(c, skip(at)) : NULL;
        if (at && *skip(at) == '}')
            return !*skip(skip(at) + 1);
        at = at ? read_link(conditions, skip(at)) : NULL;
    }
    return false;
}

static const json_t *child(const json_t *value, const char *name, size_t size)
{
    char key[256];

    if (size >= sizeof key)
        return NULL;
    memcpy(key, name, size);
    key[size] = '\0';
    return json_object_get(value, key);
}

/* NULL: it has no such member. */
static const json_t *find(const json_t *value, const char *path)
{
    while (value && *path) {
        if (*path == '[') {
            char *end;
            value = json_array_get(value, strtoul(path + 1, &end, 10));
            path = *end == ']' ? end + 1 : "";
        } else {
            size_t size = strcspn(path, ".[");
            value = child(value, path, size);
            path += size;
        }
        path += *path == '.' ? 1 : 0;
    }
    return value;
}

static bool compare(const char *operation, double difference)
{
    bool same = difference == 0;

    if (!strcmp(operation, "="))
        return same;
    if (!strcmp(operation, "!="))
        return !same;
    if (same)
        return operation[1] == '=';
    return *operation == '<' ? difference < 0 : difference > 0;
}

static bool holds(const struct log_condition *c, const json_t *root)
{
    const json_t *value = find(root, c->path);
    bool is_equal = *c->operation == '=';
    bool is_unequal = *c->operation == '!';

    if (json_is_number(value) && c->is_number)
        return compare(c->operation,
                       json_number_value(value) - strtod(c->value, NULL));
    if (!json_is_string(value) || (!is_equal && !is_unequal))
        return false;
    return (fnmatch(c->value, json_string_value(value), FNM_NOESCAPE) == 0) ==
           is_equal;
}

bool log_conditions_match(const struct log_conditions *conditions,
                          const char *text, size_t size)
{
    json_t *root = json_loadb(text, size, JSON_ALLOW_NUL, NULL);
    bool result = json_is_object(root) && !conditions->any;

    for (size_t i = 0; json_is_object(root) && i < conditions->count; i++) {
        bool one = holds(&conditions->items[i], root);
        if (one == conditions->any) {
            result = one;
            break;
        }
    }
    json_decref(root);
    return result;
}
