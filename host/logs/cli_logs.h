/* cli_logs.h - `dayfly logs`: prints what a function has printed, of a host or
 * of AWS. */
#ifndef DAYFLY_HOST_LOGS_CLI_LOGS_H
#define DAYFLY_HOST_LOGS_CLI_LOGS_H

extern const char cli_logs_help[];

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_logs(char *const words[]);

#endif
