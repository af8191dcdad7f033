/* cli_top.h - `dayfly top`: what the functions of a host do now. */
#ifndef DAYFLY_HOST_TOP_CLI_TOP_H
#define DAYFLY_HOST_TOP_CLI_TOP_H

extern const char cli_top_help[];

/* `words` are those after the command. Returns the exit status. */
int cli_top(char *const words[]);

#endif
