/* peer_user.h - which user has the other end of a connection over loopback, by
 * the kernel's table of sockets. */
#ifndef DAYFLY_HOST_HTTP_PEER_USER_H
#define DAYFLY_HOST_HTTP_PEER_USER_H

#include <stdbool.h>
#include <sys/types.h>

/* fd: an accepted TCP connection over IPv4. False: no process holds the other
 * end any more, it is not of this machine, or the kernel does not tell. */
bool peer_user_find(int fd, uid_t *user);

#endif
