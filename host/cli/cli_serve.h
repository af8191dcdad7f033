/* cli_serve.h - `dayfly serve`: runs the server for function folders until it
 * is stopped. */
#ifndef DAYFLY_HOST_CLI_CLI_SERVE_H
#define DAYFLY_HOST_CLI_CLI_SERVE_H

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_serve(char *const words[]);

#endif
