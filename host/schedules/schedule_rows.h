/* schedule_rows.h - schedules and their groups in the store. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_ROWS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_ROWS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct schedule;
struct scheduler;

/* Reads the groups into the scheduler, and calls `take` for each schedule. A
 * schedule that cannot be read any more, because its time zone is not there, is
 * left out; the log says so. */
bool schedule_rows_load(struct scheduler *sc,
                        void (*take)(struct scheduler *sc, struct schedule *s),
                        struct error *err) MUST_CHECK;
bool schedule_rows_put(struct scheduler *sc, const struct schedule *s,
                       struct error *err) MUST_CHECK;
bool schedule_rows_remove(struct scheduler *sc, const struct schedule *s,
                          struct error *err) MUST_CHECK;
bool schedule_rows_put_group(struct scheduler *sc, const char *name,
                             const json_t *document,
                             struct error *err) MUST_CHECK;
bool schedule_rows_remove_group(struct scheduler *sc, const char *name,
                                struct error *err) MUST_CHECK;

#endif
