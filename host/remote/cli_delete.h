/* cli_delete.h - `dayfly delete`: functions that were deployed are removed. */
#ifndef DAYFLY_HOST_REMOTE_CLI_DELETE_H
#define DAYFLY_HOST_REMOTE_CLI_DELETE_H

extern const char cli_delete_help[];

int cli_delete(char *const words[]);

#endif
