/* cli_init.h - `dayfly init`: writes a folder with a new function. */
#ifndef DAYFLY_HOST_CLI_CLI_INIT_H
#define DAYFLY_HOST_CLI_CLI_INIT_H

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_init(char *const words[]);

#endif
