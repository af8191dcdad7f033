/* cron_field.h - one field of a cron expression as a set of numbers. Pure. */
#ifndef DAYFLY_HOST_CRON_CRON_FIELD_H
#define DAYFLY_HOST_CRON_CRON_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

enum { CRON_SET_WORDS = 4 };

/* Of numbers from `least` of the field on; fields have 230 at most. */
struct cron_set {
    uint64_t words[CRON_SET_WORDS];
};

struct cron_field {
    const char *name; /* for messages: "the hours" */
    int least;
    int most;
    const char *const *words; /* of `least` and the next; NULL: it has none */
    size_t word_count;
    bool turns; /* a range may go beyond the end: FRI-MON */
};

/* The text without its NUL: "*", numbers, ranges, steps, lists of them. */
bool cron_field_parse(struct cron_set *set, const struct cron_field *field,
                      const char *text, size_t size,
                      struct error *err) MUST_CHECK;
/* A number or a word. False: it is neither, or not within the field. */
bool cron_field_number(const struct cron_field *field, const char *text,
                       size_t size, int *number);
void cron_set_add(struct cron_set *set, int number);
bool cron_set_has(const struct cron_set *set, int number);

#endif
