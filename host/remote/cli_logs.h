/* cli_logs.h - `dayfly logs`: what a function has logged, by the API of
 * CloudWatch Logs. */
#ifndef DAYFLY_HOST_REMOTE_CLI_LOGS_H
#define DAYFLY_HOST_REMOTE_CLI_LOGS_H

extern const char help_logs[];

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_logs(char *const words[]);

#endif
