/* cli_replay.h - `dayfly replay`: runs a failed event again, from the capsule
 * that `bootstrap` wrote. */
#ifndef DAYFLY_HOST_CLI_CLI_REPLAY_H
#define DAYFLY_HOST_CLI_CLI_REPLAY_H

extern const char help_replay[];

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_replay(char *const words[]);

#endif
