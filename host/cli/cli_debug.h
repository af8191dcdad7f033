/* cli_debug.h - `dayfly debug`: serves one function whose processes wait for a
 * debugger. */
#ifndef DAYFLY_HOST_CLI_CLI_DEBUG_H
#define DAYFLY_HOST_CLI_CLI_DEBUG_H

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_debug(char *const words[]);

#endif
