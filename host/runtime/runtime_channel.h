/* runtime_channel.h - a listening socket that only a process which was started
 * with its door can connect to.
 *
 * It is a UNIX socket whose path is removed at once. The door is a descriptor
 * of it (O_PATH): its holder connects to "/proc/self/fd/NUMBER". */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_CHANNEL_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_CHANNEL_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"

enum { RUNTIME_CHANNEL_FD = 3 }; /* the door's number in a runtime process */

struct runtime_channel {
    int listening; /* -1: none */
    int door;
};

/* user: that of the process, which may connect; 0: ours. False: no folder for
 * temporary files can be written to; err says why. */
bool runtime_channel_open(struct runtime_channel *channel, uid_t user,
                          struct error *err);
void runtime_channel_close(struct runtime_channel *channel);

#endif
