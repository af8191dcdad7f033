/* cli_list.h - `dayfly list`: prints the functions that a running server has.
 */
#ifndef DAYFLY_HOST_CLI_CLI_LIST_H
#define DAYFLY_HOST_CLI_CLI_LIST_H

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_list(char *const words[]);

#endif
