/* cli_releases.h - `dayfly releases` and `dayfly rollback`: the releases that
 * `dayfly deploy` has made, and the way back to one. */
#ifndef DAYFLY_HOST_REMOTE_CLI_RELEASES_H
#define DAYFLY_HOST_REMOTE_CLI_RELEASES_H

extern const char help_releases[];
extern const char help_rollback[];

/* `words` are those after the command; NULL ends them. Return the exit status
 * (cli_util.h). */
int cli_releases(char *const words[]);
int cli_rollback(char *const words[]);

#endif
