/* catalog.h - the functions that were made by API, as the store has them: for
 * each a document of JSON with these members.
 *
 *   latest       FunctionConfiguration of $LATEST as AWS shows it, and
 *                `sha256`, the name of its code in the code store, and
 *                `layer_code`, those of its layers, if it has some; `unpacked`
 *                and `layer_unpacked`, the bytes of both
 *   serving      the same of the code that answers, if that is another one
 *   tags         name to value
 *   next         number of the next version
 *   versions     array of such configurations, by number; `FunctionArn` has no
 *                qualifier. `described` is the Description that $LATEST had
 *   aliases      array of AliasConfiguration, by name
 *   policies     qualifier ("" for none) to {statements: array}
 *   urls         qualifier to FunctionUrlConfig without its address and ARN;
 *                `cors` is its Cors as cors.h has it
 *   invokes      qualifier to FunctionEventInvokeConfig
 *   provisioned  qualifier to ProvisionedConcurrencyConfig without its state;
 *                `asked`: it has been read since it was put
 *   reserved     ReservedConcurrentExecutions; absent: none
 *   user         the user id of its processes (function_users.h)
 *
 * Absent members are empty. */
#ifndef DAYFLY_HOST_CATALOG_CATALOG_H
#define DAYFLY_HOST_CATALOG_CATALOG_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/functions/function_name.h"

struct seal;
struct store;

struct catalog_entry {
    char name[FUNCTION_NAME_MAX + 1];
    json_t *document; /* owned */
};

struct catalog {
    struct store *store;            /* borrowed */
    const struct seal *seal;        /* borrowed: encrypts environments */
    struct catalog_entry **entries; /* owned, by name */
    size_t count;
    unsigned changes; /* counts what was stored and removed */
    uid_t last_user;  /* given to a function; 0: none was */
};

/* Reads all. False: err says why; catalog_close is due all the same. */
bool catalog_open(struct catalog *catalog, struct store *store,
                  const struct seal *seal, struct error *err) MUST_CHECK;
void catalog_close(struct catalog *catalog);
/* NULL: there is none. */
struct catalog_entry *catalog_find(const struct catalog *catalog,
                                   const char *name);
/* Adds an entry that is not there, and stores it, with the number of its next
 * version, unless the document has it. Takes the document. NULL: err says why.
 */
struct catalog_entry *catalog_add(struct catalog *catalog, const char *name,
                                  json_t *document, struct error *err);
/* Stores what has changed in the document. False: err says why; the document is
 * then as the store has it. */
bool catalog_save(struct catalog *catalog, struct catalog_entry *entry,
                  struct error *err) MUST_CHECK;
/* The two halves of it, for a transaction of several: stores what has changed,
 * and makes the document what the store has. */
bool catalog_put(struct catalog *catalog, const struct catalog_entry *entry,
                 struct error *err) MUST_CHECK;
void catalog_restore(struct catalog *catalog, struct catalog_entry *entry);
/* Removes it with everything that belongs to it. */
bool catalog_remove(struct catalog *catalog, struct catalog_entry *entry,
                    struct error *err) MUST_CHECK;

/* A member of the document, made as an empty object or array if it is absent;
 * borrowed. NULL: out of memory. */
json_t *catalog_object(struct catalog_entry *entry, const char *key);
json_t *catalog_array(struct catalog_entry *entry, const char *key);
/* Of $LATEST; borrowed. */
json_t *catalog_latest(const struct catalog_entry *entry);
/* By its number, or "$LATEST"; borrowed. NULL: there is none. */
json_t *catalog_version(const struct catalog_entry *entry, const char *number);
/* By its name; borrowed. NULL: there is none. */
json_t *catalog_alias(const struct catalog_entry *entry, const char *name);
/* The configuration that a qualifier means: "" and "$LATEST", a number, or an
 * alias, without its RoutingConfig; borrowed. NULL: there is none. */
json_t *catalog_qualified(const struct catalog_entry *entry,
                          const char *qualifier);

#endif
