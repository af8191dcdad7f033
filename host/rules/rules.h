/* rules.h - rules of EventBridge that have a schedule. A rule is a document in
 * the scheduler's `rules` and in the store: the members of DescribeRule but for
 * Arn and EventBusName; `Tags` by key; `Targets` as they were given, each with
 * `dayfly`: {Begin}; and `dayfly`: {Id, Begin}. Begin is when its times, or the
 * target, began to count, in seconds since 1970. Each target is also a schedule
 * of the scheduler (schedule.h). */
#ifndef DAYFLY_HOST_RULES_RULES_H
#define DAYFLY_HOST_RULES_RULES_H

#include <jansson.h>
#include <stdbool.h>

#include "common/error.h"
#include "host/schedules/schedule.h"

struct scheduler;

enum {
    RULE_NAME_MAX = SCHEDULE_NAME_MAX,
    RULES_MAX = 300,
    RULE_TARGETS_MAX = 5
};

/* Reads the rules of the store, after scheduler_open. */
bool rules_open(struct scheduler *sc, struct error *err) MUST_CHECK;
/* Borrowed. NULL: there is none. */
json_t *rules_find(const struct scheduler *sc, const char *name);
/* Stores it, in the place of the one with its name if there is one. Takes it.
 * False: err says why, and nothing has changed. */
bool rules_put(struct scheduler *sc, json_t *rule,
               struct error *err) MUST_CHECK;
/* False: it is there as before, and err says why. */
bool rules_remove(struct scheduler *sc, const char *name,
                  struct error *err) MUST_CHECK;
/* A new Id and Begin: its times count from now. */
void rules_begin(json_t *rule);
json_t *rules_arn(const struct scheduler *sc, const char *name);

#endif
