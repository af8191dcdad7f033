/* cli_keys.h - `dayfly keys`: makes, lists and removes access keys of callers.
 */
#ifndef DAYFLY_HOST_KEYS_CLI_KEYS_H
#define DAYFLY_HOST_KEYS_CLI_KEYS_H

extern const char cli_keys_help[];

/* `words` are those after the command. Returns the exit status. */
int cli_keys(char *const words[]);

#endif
