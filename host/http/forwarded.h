/* forwarded.h - what a reverse proxy says of the client it works for, in
 * X-Forwarded-For, -Proto and -Host. It counts only if the peer is a proxy that
 * the user has named: anyone can send these headers. */
#ifndef DAYFLY_HOST_HTTP_FORWARDED_H
#define DAYFLY_HOST_HTTP_FORWARDED_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

enum { PROXIES_MAX = 16 };

struct proxy_list {
    struct in6_addr addresses[PROXIES_MAX]; /* IPv4 ones as mapped */
    size_t count;
};

struct http_request;

/* Adds the addresses of a text with commas between. */
bool proxy_list_add(struct proxy_list *list, const char *text,
                    struct error *err);
bool proxy_list_has(const struct proxy_list *list, const char *address);
/* The last address of X-Forwarded-For that is not a proxy's; each proxy appends
 * the one that it was asked by. False: there is none. */
bool proxy_list_client(const struct proxy_list *list, const char *header,
                       char *address, size_t room);

#endif
