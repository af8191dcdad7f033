/* cors.h - which web pages of other origins may call: the key `cors` of `url`
 * and of `http` in dayfly.json, with the members of AWS's Cors in camelCase. */
#ifndef DAYFLY_HOST_FRONT_CORS_H
#define DAYFLY_HOST_FRONT_CORS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

/* False: err says which member of the key is wrong, and what it must be. */
bool cors_check(const json_t *cors, const char *key, struct error *err);

/* These take a value that cors_check() has accepted. */

/* `origin`: of a request; NULL: it has none, which "*" alone allows. */
bool cors_allows_origin(const json_t *cors, const char *origin);
/* Any origin is allowed, and may be told so in the response. */
bool cors_is_open(const json_t *cors);
bool cors_allows_credentials(const json_t *cors);
/* Seconds; -1: not set. */
int cors_max_age(const json_t *cors);
/* Appends the list with ", " between its items; for "*", what `asked` says. */
bool cors_add_methods(struct buf *to, const json_t *cors,
                      const char *asked) MUST_CHECK;
bool cors_add_headers(struct buf *to, const json_t *cors,
                      const char *asked) MUST_CHECK;
bool cors_add_exposed(struct buf *to, const json_t *cors) MUST_CHECK;
/* As the API shows it. NULL: out of memory. */
json_t *cors_as_config(const json_t *cors);
/* From what the API was given, which is checked. NULL: err says which member is
 * wrong; or out of memory. */
json_t *cors_from_config(const json_t *config, struct error *err);

#endif
