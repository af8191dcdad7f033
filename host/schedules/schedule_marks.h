/* schedule_marks.h - up to which time each schedule has made its events, by its
 * id: kept with the events, so that both are on the disk or neither. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_MARKS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"

struct events;

/* Of a schedule's id. */
enum { SCHEDULE_MARK_SIZE = 64 };
void schedule_mark(char mark[SCHEDULE_MARK_SIZE], const char *id);

/* each() for all of them, then end(). */
struct schedule_marks {
    void (*each)(void *self, const char *id, int64_t due_s);
    void (*end)(void *self);
    void *self;
};
/* False: out of memory, and nothing is called. */
bool schedule_marks_read(struct events *events,
                         const struct schedule_marks *marks) MUST_CHECK;
void schedule_marks_put(struct events *events, const char *id, int64_t due_s);
void schedule_marks_forget(struct events *events, const char *id);

#endif
