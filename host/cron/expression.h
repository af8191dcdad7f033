/* expression.h - when a schedule is due: cron(...), rate(5 minutes) or
 * at(2026-12-24T18:00:00). Times are in seconds since 1970. Pure. */
#ifndef DAYFLY_HOST_CRON_EXPRESSION_H
#define DAYFLY_HOST_CRON_EXPRESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "host/cron/cron.h"

enum expression_kind { EXPRESSION_CRON, EXPRESSION_RATE, EXPRESSION_AT };

struct expression {
    enum expression_kind kind;
    struct cron cron;
    int64_t period_s;
    int64_t at_s; /* by the clocks of the zone */
};

enum { EXPRESSION_MAX = 256 };

/* False: err says what is wrong with it. */
bool expression_parse(struct expression *e, const char *text,
                      struct error *err) MUST_CHECK;
/* The first time after `after_s`; -1: there is none. A rate counts from
 * `begin_s`, which is its first time. */
int64_t expression_next(const struct expression *e,
                        const struct time_zone *zone, int64_t begin_s,
                        int64_t after_s);

#endif
