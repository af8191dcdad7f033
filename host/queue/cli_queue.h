/* cli_queue.h - `dayfly queue`: what waits on a host, its dead letters, and the
 * messages of its queues. */
#ifndef DAYFLY_HOST_QUEUE_CLI_QUEUE_H
#define DAYFLY_HOST_QUEUE_CLI_QUEUE_H

extern const char cli_queue_help[];

/* `words` are those after the command. Returns the exit status. */
int cli_queue(char *const words[]);

#endif
