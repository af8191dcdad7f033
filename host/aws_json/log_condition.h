/* log_condition.h - { $.member = value } of a filter pattern. Pure. */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_CONDITION_H
#define DAYFLY_HOST_AWS_JSON_LOG_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

enum { LOG_CONDITIONS_MAX = 16 };

struct log_condition {
    char path[128];    /* "a.b[0]", without "$." */
    char operation[3]; /* "=", "!=", "<", "<=", ">" or ">=" */
    char value[256];   /* a pattern with asterisks, unless it is a number */
    bool is_number;
};

struct log_conditions {
    struct log_condition items[LOG_CONDITIONS_MAX];
    size_t count;
    bool any; /* one must hold; else all must */
};

/* False: it is no list of conditions in braces, or && and || are mixed. */
bool log_conditions_parse(struct log_conditions *conditions,
                          const char *text) MUST_CHECK;
/* A line that is no JSON object does not match. */
bool log_conditions_match(const struct log_conditions *conditions,
                          const char *text, size_t size);

#endif
