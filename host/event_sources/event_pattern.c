#include "host/event_sources/event_pattern.h"

#include <string.h>

#include "host/event_sources/event_rule.h"

enum { DEPTH_MAX = 32 };

static bool is_valid(const json_t *pattern, int depth);

/* {"exists": true} and so on, or a plain value. */
static bool is_valid_list(const json_t *list)
{
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        if (json_is_array(item) ||
            (json_is_object(item) && !event_rule_is_valid(item)))
            return false;
    }
    return json_array_size(list) > 0;
}

static bool are_valid(const json_t *patterns, int depth)
{
    size_t i;
    const json_t *item;

    json_array_foreach(patterns, i, item)
    {
        if (!is_valid(item, depth))
            return false;
    }
    return json_array_size(patterns) > 0;
}

static bool is_valid(const json_t *pattern, int depth)
{
    const char *key;
    json_t *item;

    if (!json_is_object(pattern) || json_object_size(pattern) == 0 ||
        depth > DEPTH_MAX)
        return false;
    json_object_foreach((json_t *)pattern, key, item)
    {
        bool ok = json_is_array(item) ? is_valid_list(item)
                                      : is_valid(item, depth + 1);
        if (!strcmp(key, "$or") && json_is_array(item))
            ok = are_valid(item, depth + 1);
        if (!ok)
            return false;
    }
    return true;
}

bool event_pattern_is_valid(const json_t *pattern)
{
    return is_valid(pattern, 0);
}

static bool has(const json_t *list, const json_t *value)
{
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        if (json_is_object(item) ? event_rule_matches(item, value)
                                 : event_rule_is_same(item, value))
            return true;
    }
    return false;
}

/* Of a list of values, one is enough. */
static bool matches_list(const json_t *list, const json_t *value)
{
    size_t i;
    const json_t *item;

    if (!json_is_array(value))
        return has(list, value);
    json_array_foreach(value, i, item)
    {
        if (has(list, item))
            return true;
    }
    return json_array_size(value) == 0 && has(list, NULL);
}

static bool matches(const json_t *pattern, const json_t *value, int depth);

static bool matches_one_of(const json_t *patterns, const json_t *value,
                           int depth)
{
    size_t i;
    const json_t *item;

    json_array_foreach(patterns, i, item)
    {
        if (matches(item, value, depth))
            return true;
    }
    return false;
}

static bool matches(const json_t *pattern, const json_t *value, int depth)
{
    const char *key;
    json_t *item;

    if (depth > DEPTH_MAX)
        return false;
    /* One of a list of objects is enough, too. */
    if (json_is_array(value)) {
        size_t i;
        const json_t *one;
        json_array_foreach(value, i, one)
        {
            if (matches(pattern, one, depth + 1))
                return true;
        }
        return false;
    }
    json_object_foreach((json_t *)pattern, key, item)
    {
        const json_t *member = json_object_get(value, key);
        bool ok = json_is_array(item) ? matches_list(item, member)
                                      : matches(item, member, depth + 1);
        if (!strcmp(key, "$or") && json_is_array(item))
            ok = matches_one_of(item, value, depth + 1);
        if (!ok)
            return false;
    }
    return true;
}

bool event_pattern_matches(const json_t *pattern, const json_t *value)
{
    return matches(pattern, value, 0);
}
