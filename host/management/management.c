#include "host/management/management.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/management/change.h"
#include "host/management/code_sweep.h"
#include "host/management/held.h"
#include "host/management/serving.h"
#include "host/store/store.h"

bool management_open(struct management *m, const char *folder,
                     struct dispatcher *dispatcher, struct event_loop *loop,
                     const char *region, struct error *err)
{
    *m = (struct management){
        .dispatcher = dispatcher, .loop = loop, .region = region};
    code_sweep_open(m);
    held_open(m);
    m->store = store_open(folder, err);
    return m->store && catalog_open(&m->catalog, m->store, err) &&
           layer_catalog_open(&m->layers, m->store, err) &&
           code_store_open(&m->code, store_folder(m->store), loop, err) &&
           serving_open(m, err) && code_sweep_begin(m, err);
}

void management_close(struct management *m)
{
    if (!m->loop)
        return;
    code_sweep_close(m);
    held_close(m);
    changes_close(m);
    code_store_close(&m->code);
    catalog_close(&m->catalog);
    layer_catalog_close(&m->layers);
    store_close(m->store);
    m->store = NULL;
}
