/* key_right.h - may a key do what is asked for? By its role, and by the
 * functions and queues that it is for. */
#ifndef DAYFLY_HOST_AUTH_KEY_RIGHT_H
#define DAYFLY_HOST_AUTH_KEY_RIGHT_H

#include <stdbool.h>

struct access;
struct access_key;
struct http_request;
struct refusal;

struct key_right {
    const struct access_key *key;
    const struct access *access;
    const struct http_request *req;
    const char *region; /* of the ARNs in messages */
    bool is_whole;      /* the body is there; before, a queue is not known */
};

/* False: refusal says why. */
bool key_right_check(const struct key_right *right, struct refusal *refusal);

#endif
