#include "host/static/static_condition.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "host/static/static_date.h"

/* One of a list of tags, or "*". Compared weakly, W/ does not count. */
static bool has_tag(const char *list, const char *tag, bool is_weak)
{
    size_t size = strlen(tag);

    if (!strcmp(list, "*"))
        return true;
    while (*list) {
        list += strspn(list, " \t,");
        bool weak = !strncmp(list, "W/", 2);
        list += weak ? 2 : 0;
        if (*list != '"')
            return false;
        size_t length = strcspn(list + 1, "\"") + 2;
        if (size > 0 && (is_weak || !weak) && length == size &&
            !strncmp(list, tag, size))
            return true;
        if (!list[length - 1])
            return false;
        list += length;
    }
    return false;
}

/* -1: it is no date, and the condition is ignored. */
static int is_newer(const struct static_state *state, const char *date)
{
    int64_t seconds;

    return static_date_read(date, &seconds) ? state->changed_s > seconds : -1;
}

enum static_verdict static_condition_check(const struct static_wish *wish,
                                           const struct static_state *state)
{
    if (wish->if_match) {
        if (!has_tag(wish->if_match, state->tag, false))
            return STATIC_FAILED;
    } else if (wish->if_unmodified_since &&
               is_newer(state, wish->if_unmodified_since) == 1) {
        return STATIC_FAILED;
    }
    if (wish->if_none_match)
        return has_tag(wish->if_none_match, state->tag, true) ? STATIC_SAME
                                                              : STATIC_SEND;
    return wish->if_modified_since && *state->tag &&
                   is_newer(state, wish->if_modified_since) == 0
               ? STATIC_SAME
               : STATIC_SEND;
}

/* A number larger than any file is as good as the largest. */
static const char *take_number(const char *text, uint64_t *value)
{
    *value = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        *value = *value > (UINT64_MAX - digit) / 10 ? UINT64_MAX
                                                    : *value * 10 + digit;
    }
    return text;
}

/* The part is of the file that the client has a part of already. */
static bool is_of_range(const char *if_range, const struct static_state *state)
{
    int64_t seconds;

    if (!if_range)
        return true;
    if (*if_range == '"')
        return *state->tag && !strcmp(if_range, state->tag);
    return *state->tag && static_date_read(if_range, &seconds) &&
           seconds == state->changed_s;
}

enum static_part static_condition_part(const struct static_wish *wish,
                                       const struct static_state *state,
                                       struct static_range *range)
{
    static const char unit[] = "bytes=";
    const char *text = wish->range;
    uint64_t first;
    uint64_t last;

    *range = (struct static_range){.size = state->size};
    if (!text || state->size == 0 ||
        strncasecmp(text, unit, sizeof unit - 1) != 0 ||
        !is_of_range(wish->if_range, state))
        return STATIC_WHOLE;
    text += sizeof unit - 1;
    const char *dash = take_number(text, &first);
    const char *end = *dash == '-' ? take_number(dash + 1, &last) : dash;
    bool has_first = dash > text;
    bool has_last = *dash == '-' && end > dash + 1;
    if (*dash != '-' || *end || (!has_first && !has_last) ||
        (has_first && has_last && last < first))
        return STATIC_WHOLE;
    if (has_first ? first >= state->size : last == 0)
        return STATIC_BEYOND;
    if (!has_first)
        first = last < state->size ? state->size - last : 0;
    if (!has_first || !has_last || last >= state->size)
        last = state->size - 1;
    *range = (struct static_range){.at = first, .size = last - first + 1};
    return STATIC_PARTIAL;
}
