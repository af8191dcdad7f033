/* peer_watch.h - how long a request waits for a peer that says nothing. */
#ifndef DAYFLY_HOST_CLIENT_PEER_WATCH_H
#define DAYFLY_HOST_CLIENT_PEER_WATCH_H

#include <curl/curl.h>
#include <stdbool.h>

/* A connection takes at most 5 s to make; a network that is gone is noticed
 * within a minute. A short request also fails after 2 minutes in which no byte
 * came or went. */
void peer_watch_set(CURL *curl, bool is_short);

#endif
