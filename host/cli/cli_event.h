/* cli_event.h - `dayfly event`: prints a sample event of an AWS service. */
#ifndef DAYFLY_HOST_CLI_CLI_EVENT_H
#define DAYFLY_HOST_CLI_CLI_EVENT_H

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_event(char *const words[]);

#endif
