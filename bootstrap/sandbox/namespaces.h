/* namespaces.h - namespaces that all processes of a function enter, created
 * once at startup: an empty network, and, if the bootstrap is not root, a user
 * namespace that gives the right to enter the network and to create more.
 *
 * Creating a network namespace takes 0.6 ms, entering one 6 microseconds. An
 * event cannot leave state in it. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_NAMESPACES_H
#define DAYFLY_BOOTSTRAP_SANDBOX_NAMESPACES_H

#include <stdbool.h>

#include "common/error.h"

struct namespaces {
    int network;        /* -1: none */
    int users;          /* -1: none; root needs none */
    bool ready;         /* a process that enters them may create namespaces */
    struct error error; /* why there are none */
};

#define NAMESPACES                                                             \
    {                                                                          \
        .network = -1, .users = -1                                             \
    }

/* Call it while this process is dumpable (otherwise only root may write the
 * uid map) and has one thread. On failure namespaces->error says why. */
void namespaces_open(struct namespaces *namespaces, bool network);
void namespaces_close(struct namespaces *namespaces);

#endif
