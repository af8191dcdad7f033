/* service_manager.h - what systemd, or another that does as it, gives a host
 * that it starts: a socket that listens already, and an address for what the
 * host tells of itself. */
#ifndef DAYFLY_HOST_SERVER_SERVICE_MANAGER_H
#define DAYFLY_HOST_SERVER_SERVICE_MANAGER_H

#include "common/compiler.h"
#include "common/error.h"

enum { SERVICE_MANAGER_NO_SOCKET = 0 };

/* *fd: the descriptor of the socket, which stays the manager's after this
 * process; or SERVICE_MANAGER_NO_SOCKET. False: there are several, or it is no
 * socket that can be listened at. */
bool service_manager_socket(int *fd, struct error *err) MUST_CHECK;
/* Tells a state such as "READY=1". Nothing happens if nobody asked for it. */
void service_manager_tell(const char *state);

#endif
