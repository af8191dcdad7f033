/* cli_invoke.h - `dayfly invoke`: calls a function of a running server and
 * prints the result. */
#ifndef DAYFLY_HOST_CLI_CLI_INVOKE_H
#define DAYFLY_HOST_CLI_CLI_INVOKE_H

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_invoke(char *const words[]);

#endif
