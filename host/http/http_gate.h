/* http_gate.h - responses that are kept back until something has happened, for
 * example until what they tell is on the disk. */
#ifndef DAYFLY_HOST_HTTP_HTTP_GATE_H
#define DAYFLY_HOST_HTTP_HTTP_GATE_H

#include <stdint.h>

struct http_request;
struct http_server;

struct http_gate {
    /* Asked when a request that has the gate is responded to: its response
     * waits for this number. 0: for nothing. */
    uint64_t (*due)(void *self);
    void *self;
};

/* The numbers up to `to` are reached: sends the responses that wait for them.
 * `instead` is not NULL: it responds anew in their place, once to each. */
void http_gate_open(struct http_server *server, const struct http_gate *gate,
                    uint64_t to, void (*instead)(struct http_request *req));

#endif
