/* cli_hook.h - the command `hook`: the webhooks of a host. */
#ifndef DAYFLY_HOST_TRIGGERS_CLI_HOOK_H
#define DAYFLY_HOST_TRIGGERS_CLI_HOOK_H

extern const char cli_hook_help[];

/* `words`: those after "hook". Returns the exit status. */
int cli_hook(char *const words[]);

#endif
