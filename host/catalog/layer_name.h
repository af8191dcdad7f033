/* layer_name.h - the forms in which a layer and its versions are named. Pure.
 */
#ifndef DAYFLY_HOST_CATALOG_LAYER_NAME_H
#define DAYFLY_HOST_CATALOG_LAYER_NAME_H

#include <jansson.h>
#include <stdbool.h>

#include "host/catalog/layer_catalog.h"

enum { LAYER_ARN_SIZE = 256, LAYER_PART_SIZE = 64 };

/* Of arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION. */
struct layer_name {
    char name[LAYER_NAME_MAX + 1];
    char region[LAYER_PART_SIZE];  /* "": only the name was given */
    char account[LAYER_PART_SIZE]; /* "": only the name was given */
    json_int_t version;            /* 0: none was given */
};

/* NAME, or its ARN, with or without a version. False: it is neither. */
bool layer_name_parse(struct layer_name *n, const char *text);
/* With `:VERSION` unless that is 0. */
void layer_arn(char arn[LAYER_ARN_SIZE], const char *region, const char *name,
               json_int_t version);
/* It is of this host, not of another account. */
bool layer_name_is_own(const struct layer_name *n);

#endif
