#include "host/event_sources/event_rule.h"

#include <string.h>
#include <strings.h>

#include "common/compiler.h"

bool event_rule_is_same(const json_t *one, const json_t *other)
{
    if (json_is_number(one) && json_is_number(other))
        return json_number_value(one) >= json_number_value(other) &&
               json_number_value(one) <= json_number_value(other);
    return json_equal(one, other);
}

/* Of a test of texts. */
static bool test_prefix(const char *with, const char *text)
{
    return !strncmp(text, with, strlen(with));
}

static bool test_suffix(const char *with, const char *text)
{
    size_t size = strlen(text);
    size_t most = strlen(with);

    return size >= most && !strcmp(text + size - most, with);
}

static bool test_case(const char *with, const char *text)
{
    return !strcasecmp(with, text);
}

/* Each * is any text. Goes back to the last one only. */
static bool test_wildcard(const char *with, const char *text)
{
    const char *star = NULL;
    const char *from = text;

    while (*text) {
        if (*with == '*') {
            star = ++with;
            from = text;
        } else if (*with == *text) {
            with++;
            text++;
        } else if (star) {
            with = star;
            text = ++from;
        } else {
            return false;
        }
    }
    while (*with == '*')
        with++;
    return !*with;
}

static const struct {
    const char *name;
    bool (*test)(const char *with, const char *text);
} tests[] = {
    {"prefix", test_prefix},
    {"suffix", test_suffix},
    {"equals-ignore-case", test_case},
    {"wildcard", test_wildcard},
};

/* Of an object with one member. */
static const char *only_key(const json_t *rule)
{
    return json_object_size(rule) == 1
               ? json_object_iter_key(json_object_iter((json_t *)rule))
               : NULL;
}

static bool compare(double value, const char *with, double limit)
{
    if (!strcmp(with, "="))
        return value >= limit && value <= limit;
    if (!strcmp(with, "<"))
        return value < limit;
    if (!strcmp(with, "<="))
        return value <= limit;
    return !strcmp(with, ">") ? value > limit : value >= limit;
}

static bool is_comparison(const json_t *word)
{
    const char *text = json_string_value(word);

    return text &&
           (!strcmp(text, "=") || !strcmp(text, "<") || !strcmp(text, "<=") ||
            !strcmp(text, ">") || !strcmp(text, ">="));
}

/* [">", 0, "<=", 5] */
static bool is_numeric(const json_t *list)
{
    size_t count = json_array_size(list);

    for (size_t i = 0; i + 1 < count; i += 2)
        if (!is_comparison(json_array_get(list, i)) ||
            !json_is_number(json_array_get(list, i + 1)))
            return false;
    return count == 2 || count == 4;
}

static bool matches_numeric(const json_t *list, const json_t *value)
{
    if (!json_is_number(value))
        return false;
    for (size_t i = 0; i + 1 < json_array_size(list); i += 2)
        if (!compare(json_number_value(value),
                     json_string_value(json_array_get(list, i)),
                     json_number_value(json_array_get(list, i + 1))))
            return false;
    return true;
}

/* One text, or a list of them. */
static bool are_texts(const json_t *value)
{
    size_t i;
    const json_t *item;

    if (!json_is_array(value))
        return json_is_string(value);
    json_array_foreach(value, i, item)
    {
        if (!json_is_string(item))
            return false;
    }
    return json_array_size(value) > 0;
}

static bool is_test(const json_t *rule)
{
    const char *key = only_key(rule);

    for (size_t i = 0; key && i < COUNT(tests); i++)
        if (!strcmp(tests[i].name, key))
            return are_texts(json_object_get(rule, key));
    return false;
}

static bool is_anything_but(const json_t *value)
{
    size_t i;
    const json_t *item;

    if (json_is_object(value))
        return is_test(value);
    if (!json_is_array(value))
        return json_is_string(value) || json_is_number(value);
    json_array_foreach(value, i, item)
    {
        if (!json_is_string(item) && !json_is_number(item))
            return false;
    }
    return json_array_size(value) > 0;
}

bool event_rule_is_valid(const json_t *rule)
{
    const char *key = only_key(rule);
    const json_t *value = key ? json_object_get(rule, key) : NULL;

    if (!key)
        return false;
    if (!strcmp(key, "exists"))
        return json_is_boolean(value);
    if (!strcmp(key, "numeric"))
        return is_numeric(value);
    if (!strcmp(key, "anything-but"))
        return is_anything_but(value);
    return is_test(rule) && json_is_string(value);
}

static bool matches_test(const json_t *rule, const char *text)
{
    const char *key = only_key(rule);
    const json_t *with = json_object_get(rule, key);
    size_t i;
    const json_t *item;

    for (size_t t = 0; text && t < COUNT(tests); t++) {
        if (strcmp(tests[t].name, key) != 0)
            continue;
        if (json_is_string(with))
            return tests[t].test(json_string_value(with), text);
        json_array_foreach(with, i, item)
        {
            if (tests[t].test(json_string_value(item), text))
                return true;
        }
    }
    return false;
}

static bool is_one_of(const json_t *values, const json_t *value)
{
    size_t i;
    const json_t *item;

    if (json_is_object(values))
        return matches_test(values, json_string_value(value));
    if (!json_is_array(values))
        return event_rule_is_same(values, value);
    json_array_foreach(values, i, item)
    {
        if (event_rule_is_same(item, value))
            return true;
    }
    return false;
}

bool event_rule_matches(const json_t *rule, const json_t *value)
{
    const char *key = only_key(rule);
    const json_t *with = json_object_get(rule, key);

    if (!strcmp(key, "exists"))
        return json_is_true(with) == (value != NULL);
    if (!value)
        return false;
    if (!strcmp(key, "numeric"))
        return matches_numeric(with, value);
    if (!strcmp(key, "anything-but"))
        return !is_one_of(with, value);
    return matches_test(rule, json_string_value(value));
}
