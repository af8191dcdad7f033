/* cli_schedule.h - the command `schedule`: the schedules of a host, and the
 * next times of an expression. */
#ifndef DAYFLY_HOST_TRIGGERS_CLI_SCHEDULE_H
#define DAYFLY_HOST_TRIGGERS_CLI_SCHEDULE_H

extern const char cli_schedule_help[];

/* `words`: those after "schedule". Returns the exit status. */
int cli_schedule(char *const words[]);

#endif
