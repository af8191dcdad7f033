/* sealed_document.h - a document of the catalog as it is stored: the variables
 * of each environment in it are encrypted. */
#ifndef DAYFLY_HOST_CATALOG_SEALED_DOCUMENT_H
#define DAYFLY_HOST_CATALOG_SEALED_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/crypto/seal.h"

/* A copy with encrypted variables. NULL: err says why. */
json_t *sealed_document_make(const struct seal *seal, const char *name,
                             const json_t *document, struct error *err);
/* Decrypts those of a document that was read. */
bool sealed_document_open(const struct seal *seal, const char *name,
                          json_t *document, struct error *err) MUST_CHECK;

#endif
