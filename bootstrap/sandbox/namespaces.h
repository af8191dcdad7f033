/* namespaces.h - namespaces that all processes of a function enter, made once:
 * a network with nothing in it, and, for who is not root, a user namespace, in
 * which he may enter the others and make more.
 *
 * To make a network costs 0.6 ms, to enter one nothing that can be measured;
 * and nothing of an event is left in one. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_NAMESPACES_H
#define DAYFLY_BOOTSTRAP_SANDBOX_NAMESPACES_H

#include <stdbool.h>

#include "common/error.h"

struct namespaces {
    int network;        /* -1: none */
    int users;          /* -1: none; who is root needs none */
    bool ready;         /* who enters them may make namespaces */
    struct error error; /* there are none */
};

#define NAMESPACES                                                             \
    {                                                                          \
        .network = -1, .users = -1                                             \
    }

/* While this process is dumpable: else who is not root may not write who is who
 * in a user namespace. In a process that has no threads. */
void namespaces_open(struct namespaces *namespaces, bool network);
void namespaces_close(struct namespaces *namespaces);

#endif
