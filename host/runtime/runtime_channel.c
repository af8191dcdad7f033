#include "host/runtime/runtime_channel.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/compiler.h"
#include "common/fd.h"

enum { BACKLOG = 128, PATH_SIZE = 64 };

/* Nobody but this user can enter the folder while the path exists. */
static bool open_in(struct runtime_channel *channel, const char *folder,
                    uid_t user)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char made[PATH_SIZE];

    (void)snprintf(made, sizeof made, "%s/dayfly-host-XXXXXX", folder);
    if (!mkdtemp(made))
        return false;
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/s", made);
    channel->listening =
        socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (channel->listening >= 0 &&
        bind(channel->listening, (struct sockaddr *)&address, sizeof address) ==
            0 &&
        listen(channel->listening, BACKLOG) == 0 &&
        (!user || chown(address.sun_path, user, user) == 0))
        channel->door = open(address.sun_path, O_PATH | O_CLOEXEC);
    (void)unlink(address.sun_path);
    (void)rmdir(made);
    if (channel->door >= 0)
        return true;
    runtime_channel_close(channel);
    return false;
}

bool runtime_channel_open(struct runtime_channel *channel, uid_t user,
                          struct error *err)
{
    static const char *const folders[] = {"/tmp", "/dev/shm", "/run"};

    *channel = (struct runtime_channel){.listening = -1, .door = -1};
    for (size_t i = 0; i < COUNT(folders); i++)
        if (open_in(channel, folders[i], user))
            return true;
    return error_set_errno(err,
                           "cannot make a socket in /tmp, /dev/shm or "
                           "/run");
}

void runtime_channel_close(struct runtime_channel *channel)
{
    fd_close(&channel->listening);
    fd_close(&channel->door);
}
