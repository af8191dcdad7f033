/* cli_backup.h - `dayfly backup`: a copy of a host's data folder, while the
 * host runs. */
#ifndef DAYFLY_HOST_BACKUP_CLI_BACKUP_H
#define DAYFLY_HOST_BACKUP_CLI_BACKUP_H

extern const char cli_backup_help[];

/* `words` are those after the command. Returns the exit status. */
int cli_backup(char *const words[]);

#endif
