#include "host/client/peer_watch.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "common/compiler.h"

static const long SHORT_S = 120;

/* A network that is gone sends no error. */
static int watch_peer(void *self, curl_socket_t fd, curlsocktype purpose)
{
    static const struct {
        int level;
        int name;
        int value;
    } options[] = {{SOL_SOCKET, SO_KEEPALIVE, 1},
                   {IPPROTO_TCP, TCP_KEEPIDLE, 30},
                   {IPPROTO_TCP, TCP_KEEPINTVL, 10},
                   {IPPROTO_TCP, TCP_KEEPCNT, 3},
                   {IPPROTO_TCP, TCP_USER_TIMEOUT, 60000}};

    (void)self;
    (void)purpose;
    for (size_t i = 0; i < COUNT(options); i++)
        (void)setsockopt(fd, options[i].level, options[i].name,
                         &options[i].value, sizeof options[i].value);
    return CURL_SOCKOPT_OK;
}

void peer_watch_set(CURL *curl, bool is_short)
{
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    (void)curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, watch_peer);
    if (is_short) {
        (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, SHORT_S);
    }
}
