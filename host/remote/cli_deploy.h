/* cli_deploy.h - `dayfly deploy`: brings function folders to a host, or to AWS.
 */
#ifndef DAYFLY_HOST_REMOTE_CLI_DEPLOY_H
#define DAYFLY_HOST_REMOTE_CLI_DEPLOY_H

extern const char help_deploy[];

/* `words` are those after the command; NULL ends them. Returns the exit status
 * (cli_util.h). */
int cli_deploy(char *const words[]);

#endif
