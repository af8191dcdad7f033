/* schedule_times.h - the next times of an expression, printed. */
#ifndef DAYFLY_HOST_TRIGGERS_SCHEDULE_TIMES_H
#define DAYFLY_HOST_TRIGGERS_SCHEDULE_TIMES_H

/* `zone_name`: NULL is UTC. Returns the exit status. */
int schedule_times_print(const char *text, const char *zone_name);

#endif
