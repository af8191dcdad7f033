#include "host/management/management.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/http/http_request.h"
#include "host/management/change.h"
#include "host/management/code_sweep.h"
#include "host/management/held.h"
#include "host/management/serving.h"
#include "host/store/store.h"

static bool open_seal(struct management *m, const char *key_file,
                      struct error *err)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%.*s/environment.key", PATH_MAX - 32,
                   store_folder(m->store));
    return seal_open(&m->seal, key_file ? key_file : path, err);
}

static uint64_t due(void *self)
{
    const struct management *m = self;

    return store_due(m->store);
}

bool management_open(struct management *m, const char *folder,
                     struct dispatcher *dispatcher, struct event_loop *loop,
                     const char *region, const char *key_file,
                     struct error *err)
{
    *m = (struct management){.gate = {.due = due, .self = m},
                             .dispatcher = dispatcher,
                             .loop = loop,
                             .region = region};
    code_sweep_open(m);
    held_open(m);
    m->store = store_open(folder, err);
    return m->store && open_seal(m, key_file, err) &&
           catalog_open(&m->catalog, m->store, &m->seal, err) &&
           layer_catalog_open(&m->layers, m->store, err) &&
           signing_catalog_open(&m->signing, m->store, err) &&
           seal_make_key(&m->seal, err) &&
           code_store_open(&m->code, store_folder(m->store), loop, err) &&
           serving_open(m, err) && code_sweep_begin(m, err);
}

void management_gate(const struct management *m, struct http_request *req)
{
    if (m)
        req->gate = &m->gate;
}

void management_close(struct management *m)
{
    if (!m->loop)
        return;
    changes_close(m);
    code_sweep_close(m);
    held_close(m);
    code_store_close(&m->code);
    catalog_close(&m->catalog);
    layer_catalog_close(&m->layers);
    signing_catalog_close(&m->signing);
    store_close(m->store);
    m->store = NULL;
}
