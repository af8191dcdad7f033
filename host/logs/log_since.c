#include "host/logs/log_since.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/compiler.h"

enum { DIGITS_MAX = 9 };

static bool parse_age(int64_t *at_ms, const char *text, int64_t now_ms)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > DIGITS_MAX || !text[digits] || text[digits + 1])
        return false;
    for (size_t i = 0; i < COUNT(units); i++) {
        if (units[i].unit != text[digits])
            continue;
        *at_ms = now_ms - strtoll(text, NULL, 10) * units[i].seconds * 1000;
        if (*at_ms < 0)
            *at_ms = 0;
        return true;
    }
    return false;
}

static bool parse_date(int64_t *at_ms, const char *text)
{
    static const char *const forms[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M",
                                        "%Y-%m-%d"};

    for (size_t i = 0; i < COUNT(forms); i++) {
        struct tm tm = {.tm_isdst = 0};
        const char *end = strptime(text, forms[i], &tm);
        if (end && *end == '.')
            end += 1 + strspn(end + 1, "0123456789");
        if (!end || (strcmp(end, "Z") != 0 && *end))
            continue;
        time_t seconds = timegm(&tm);
        *at_ms = (int64_t)seconds * 1000;
        return seconds >= 0;
    }
    return false;
}

bool log_since_parse(int64_t *at_ms, const char *text, int64_t now_ms)
{
    return parse_age(at_ms, text, now_ms) || parse_date(at_ms, text);
}
