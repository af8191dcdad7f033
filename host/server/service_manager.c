#include "host/server/service_manager.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/fd.h"

/* The first of the descriptors that are given. */
enum { GIVEN_FD = 3 };

static long number_of(const char *name)
{
    const char *text = getenv(name);

    return text ? strtol(text, NULL, 10) : 0;
}

static bool is_listening(int fd)
{
    int value = 0;
    int type = 0;
    socklen_t size = sizeof value;
    socklen_t type_size = sizeof type;

    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 &&
           value == 1 &&
           getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) == 0 &&
           type == SOCK_STREAM;
}

bool service_manager_socket(int *fd, struct error *err)
{
    long count = number_of("LISTEN_FDS");

    *fd = SERVICE_MANAGER_NO_SOCKET;
    /* A process that was started by one which had it inherits the variables,
     * but not what they are about. */
    if (count < 1 || number_of("LISTEN_PID") != (long)getpid())
        return true;
    if (count > 1)
        return error_set(err,
                         "LISTEN_FDS is %ld; dayfly listens at one socket: "
                         "leave one ListenStream= in its .socket unit",
                         count);
    if (!is_listening(GIVEN_FD))
        return error_set(err,
                         "the descriptor %d that LISTEN_FDS names is no TCP "
                         "socket that listens; the .socket unit needs "
                         "ListenStream= and Accept=no",
                         GIVEN_FD);
    if (fcntl(GIVEN_FD, F_SETFD, FD_CLOEXEC) != 0)
        return error_set_errno(err, "cannot use the socket of LISTEN_FDS");
    *fd = GIVEN_FD;
    return fd_nonblock(*fd, err);
}

void service_manager_tell(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t size = path ? strlen(path) : 0;

    if (size < 2 || size >= sizeof to.sun_path ||
        (*path != '/' && *path != '@'))
        return;
    memcpy(to.sun_path, path, size);
    /* An abstract address. */
    if (*path == '@')
        to.sun_path[0] = '\0';
    AUTO(int, fd_close) fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        (void)sendto(
            fd, state, strlen(state), MSG_NOSIGNAL,
            (const struct sockaddr *)&to,
            (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size));
}
