/* peer_socket.h - the socket at the other end of a TCP connection within this
 * machine, by the kernel's table of sockets. */
#ifndef DAYFLY_HOST_HTTP_PEER_SOCKET_H
#define DAYFLY_HOST_HTTP_PEER_SOCKET_H

#include <stdbool.h>
#include <sys/types.h>

struct peer_socket {
    uid_t user;          /* that created it */
    unsigned long inode; /* its links in /proc/PID/fd read "socket:[INODE]" */
};

/* fd: an accepted connection over IPv4. False: no process holds the other end
 * any more, or the kernel does not tell. */
bool peer_socket_find(int fd, struct peer_socket *peer);
/* A process holds the other end, which may have sent its last byte. False also
 * if the kernel does not tell at once. */
bool peer_socket_is_held(int fd);

#endif
