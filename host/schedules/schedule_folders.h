/* schedule_folders.h - the schedules that the functions themselves bring:
 * `schedules` of dayfly.json, and events of SAM templates. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_FOLDERS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_FOLDERS_H

#include <stdbool.h>

struct scheduler;

/* A function or its release may be another one than at the last search. */
bool schedule_folders_have_changed(const struct scheduler *sc);
/* They are as the functions are now. */
void schedule_folders_search(struct scheduler *sc);

#endif
