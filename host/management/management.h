/* management.h - the functions that are made and changed by the Lambda API: the
 * parts that its operations need. */
#ifndef DAYFLY_HOST_MANAGEMENT_MANAGEMENT_H
#define DAYFLY_HOST_MANAGEMENT_MANAGEMENT_H

#include <stdbool.h>

#include "host/archive/code_store.h"
#include "host/base/event_loop.h"
#include "host/catalog/catalog.h"
#include "host/catalog/layer_catalog.h"
#include "host/catalog/signing_catalog.h"
#include "host/crypto/seal.h"
#include "host/http/http_gate.h"
#include "host/service/service_context.h"

struct change;
struct forgotten;
struct held;
struct http_request;
struct store;

struct management {
    struct store *store;   /* owned */
    struct http_gate gate; /* of responses that tell what the store has */
    struct seal seal;      /* encrypts environments */
    struct catalog catalog;
    struct layer_catalog layers;
    struct signing_catalog signing;
    struct code_store code;
    struct dispatcher *dispatcher; /* borrowed */
    struct event_loop *loop;
    const char *region;          /* borrowed */
    struct change *changes;      /* owned: requests whose code is on its way */
    struct forgotten *forgotten; /* owned: code that may be removed */
    struct timer sweep_timer;
    struct held *held; /* owned: requests that wait for an update */
    struct timer held_timer;
    struct error
        told_user; /* the log says why functions have the host's user */
};

/* Opens the store in this folder and serves its functions. `key_file` has the
 * key of environments, and is made at first; NULL: it is in the folder. False:
 * err says why; management_close is due all the same. */
bool management_open(struct management *m, const char *folder,
                     struct dispatcher *dispatcher, struct event_loop *loop,
                     const char *region, const char *key_file,
                     struct error *err) MUST_CHECK;
/* The request's response waits until what it tells of the store is on the disk.
 * `m` may be NULL. */
void management_gate(const struct management *m, struct http_request *req);
/* Requests are closed before. */
void management_close(struct management *m);

#endif
