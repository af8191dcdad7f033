/* manifest_url.h - the key `url` of dayfly.json: how the function answers at
 * its URL, and who may call it there. Pure. */
#ifndef DAYFLY_HOST_FUNCTIONS_MANIFEST_URL_H
#define DAYFLY_HOST_FUNCTIONS_MANIFEST_URL_H

#include "common/compiler.h"
#include "host/functions/manifest.h"

/* False: err says what it must be. */
bool manifest_url_read(struct manifest *m, const json_t *value,
                       struct error *err) MUST_CHECK;

#endif
