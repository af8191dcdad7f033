#include "host/logbook/log_group_search.h"

#include <string.h>
#include <strings.h>

enum {
    PARTS_MAX = 5, /* of a pattern, with so many letters each */
    PART_MIN = 3,
    PART_MAX = 24,
};

bool log_group_search_is_pattern(const char *pattern)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/#";

    for (int parts = 1;; parts++) {
        pattern += *pattern == '^';
        size_t size = strspn(pattern, letters);
        pattern += size;
        if (size < PART_MIN || size > PART_MAX || parts > PARTS_MAX)
            return false;
        if (*pattern != '|')
            return *pattern == '\0';
        pattern++;
    }
}

bool log_group_search_matches(const char *pattern, const char *name)
{
    while (true) {
        bool first = *pattern == '^';
        size_t size = strcspn(pattern += first, "|");
        if (first ? !strncmp(name, pattern, size)
                  : memmem(name, strlen(name), pattern, size) != NULL)
            return true;
        if (!pattern[size])
            return false;
        pattern += size + 1;
    }
}

bool log_group_search_is_value(const char *pattern, const char *value)
{
    bool not = *pattern == '!';
    bool front = *(pattern += not ) == '*';
    size_t size = strlen(pattern += front);
    bool back = size > 0 && pattern[size - 1] == '*';
    size_t length = strlen(value);
    bool is = false;

    size -= back;
    if (!front && !back)
        is = !strcmp(pattern, value);
    for (size_t at = 0; (front || back) && at + size <= length; at++)
        is = is || ((front || at == 0) && (back || at + size == length) &&
                    !strncasecmp(value + at, pattern, size));
    return is != not ;
}
