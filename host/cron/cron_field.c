#include "host/cron/cron_field.h"

#include <string.h>
#include <strings.h>

enum { WORD_BITS = 64, DIGITS_MAX = 4 };

void cron_set_add(struct cron_set *set, int number)
{
    set->words[number / WORD_BITS] |= (uint64_t)1 << number % WORD_BITS;
}

bool cron_set_has(const struct cron_set *set, int number)
{
    return set->words[number / WORD_BITS] >> number % WORD_BITS & 1;
}

/* -1: it is none. */
static int plain_number(const char *text, size_t size)
{
    int value = 0;

    if (size == 0 || size > DIGITS_MAX)
        return -1;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + text[i] - '0';
    }
    return value;
}

bool cron_field_number(const struct cron_field *field, const char *text,
                       size_t size, int *number)
{
    for (size_t i = 0; i < field->word_count; i++)
        if (strlen(field->words[i]) == size &&
            !strncasecmp(field->words[i], text, size)) {
            *number = field->least + (int)i;
            return true;
        }
    *number = plain_number(text, size);
    return *number >= field->least && *number <= field->most;
}

static bool fail(const struct cron_field *field, const char *text, size_t size,
                 struct error *err)
{
    return error_set(err,
                     "\"%.*s\" is not valid for %s, which are %d to %d: give "
                     "numbers%s, ranges (1-5), steps (0/15), lists (1,15), or "
                     "*",
                     size > 60 ? 60 : (int)size, text, field->name,
                     field->least, field->most,
                     field->words ? " or names" : "");
}

/* Without its step: "*", "A", "A-B". A step goes to the end of the field from
 * one number. */
static bool parse_range(const struct cron_field *field, const char *text,
                        size_t size, bool has_step, int *first, int *last)
{
    const char *dash = memchr(text, '-', size);

    *first = field->least;
    *last = field->most;
    if (size == 1 && *text == '*')
        return true;
    if (!dash) {
        if (!cron_field_number(field, text, size, first))
            return false;
        *last = has_step ? field->most : *first;
        return true;
    }
    return cron_field_number(field, text, (size_t)(dash - text), first) &&
           cron_field_number(field, dash + 1, size - (size_t)(dash + 1 - text),
                             last) &&
           (*first <= *last || field->turns);
}

static bool parse_item(struct cron_set *set, const struct cron_field *field,
                       const char *text, size_t size)
{
    const char *slash = memchr(text, '/', size);
    size_t range = slash ? (size_t)(slash - text) : size;
    int count = field->most - field->least + 1;
    int step = 1;
    int first;
    int last;

    if (slash)
        step = plain_number(slash + 1, size - range - 1);
    if (step < 1 || step > count ||
        !parse_range(field, text, range, slash != NULL, &first, &last))
        return false;
    if (last < first)
        last += count;
    for (int at = first; at <= last; at += step)
        cron_set_add(set, (at - field->least) % count);
    return true;
}

bool cron_field_parse(struct cron_set *set, const struct cron_field *field,
                      const char *text, size_t size, struct error *err)
{
    const char *end = text + size;

    for (const char *at = text; at <= end;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *next = comma ? comma : end;
        if (!parse_item(set, field, at, (size_t)(next - at)))
            return fail(field, text, size, err);
        at = next + 1;
    }
    return true;
}
