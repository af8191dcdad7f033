/* release_list.h - the releases that there are: a host has them stored, on AWS
 * they are what the descriptions of versions say. */
#ifndef DAYFLY_HOST_CLIENT_RELEASE_LIST_H
#define DAYFLY_HOST_CLIENT_RELEASE_LIST_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct api_target;

/* The description of a version on AWS, where a release is what its functions'
 * versions say. */
#define RELEASE_DESCRIPTION "dayfly release " /* and its number */

/* *releases: array by number, the last one first, of {"release", "functions":
 * name to version, "time", "note"?}; to be released. False: err says why. */
bool release_list_read(json_t **releases, const struct api_target *target,
                       const char *alias, struct error *err) MUST_CHECK;
/* The highest number; 0: there is none. */
unsigned release_list_last(const json_t *releases);
/* Borrowed. NULL: there is none of this number. */
json_t *release_list_find(const json_t *releases, unsigned number);
/* *number: of the last release whose versions the alias has of all its
 * functions; 0: of none. */
bool release_list_current(unsigned *number, const json_t *releases,
                          const struct api_target *target, const char *alias,
                          struct error *err) MUST_CHECK;

#endif
