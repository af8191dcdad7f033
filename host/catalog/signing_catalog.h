/* signing_catalog.h - the code signing configurations, as the store has them: a
 * document of JSON for each, as AWS shows it, with `tags` perhaps. */
#ifndef DAYFLY_HOST_CATALOG_SIGNING_CATALOG_H
#define DAYFLY_HOST_CATALOG_SIGNING_CATALOG_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

/* Of an ARN, and how AWS writes it. */
#define SIGNING_ARN_PATTERN                                                    \
    "arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-" \
    "z]+-[0-9]:[0-9]{12}:code-signing-config:csc-[a-z0-9]{17}"
#define SIGNING_ARN_SHOWN                                                      \
    "arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-" \
    "z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}"

enum { SIGNING_ARN_SIZE = 256 };

struct store;

struct signing_catalog {
    struct store *store; /* borrowed */
    json_t *configs;     /* owned: ARN to document, in order of creation */
};

/* Reads all. False: err says why; signing_catalog_close is due all the same. */
bool signing_catalog_open(struct signing_catalog *catalog, struct store *store,
                          struct error *err) MUST_CHECK;
void signing_catalog_close(struct signing_catalog *catalog);
/* The document; borrowed. NULL: there is none of this ARN. */
json_t *signing_catalog_find(const struct signing_catalog *catalog,
                             const char *arn);
/* It refuses code that is not signed by one of its publishers. */
bool signing_catalog_enforces(const struct signing_catalog *catalog,
                              const char *arn);
/* Stores the document in the place of the one there is, under its member
 * CodeSigningConfigArn. Takes it, which may be NULL: out of memory. False: err
 * says why, and nothing has changed. */
bool signing_catalog_put(struct signing_catalog *catalog, json_t *document,
                         struct error *err) MUST_CHECK;
/* False: err says why, and it is there still. */
bool signing_catalog_remove(struct signing_catalog *catalog, const char *arn,
                            struct error *err) MUST_CHECK;

#endif
