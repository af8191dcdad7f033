/* configuration.h - FunctionConfiguration, as AWS's API has it: made from a
 * request, changed by one, and shown. Pure. */
#ifndef DAYFLY_HOST_MANAGEMENT_CONFIGURATION_H
#define DAYFLY_HOST_MANAGEMENT_CONFIGURATION_H

#include <jansson.h>
#include <stdbool.h>

#include "host/archive/code_store.h"

/* A member that is not shown: where its code is from (s3_source.h). */
#define CONFIGURATION_SOURCE "source"

/* Where a configuration is shown. */
enum configuration_view {
    CONFIGURATION_WHOLE,
    CONFIGURATION_ITEM, /* of a list: without states */
};

/* Of a new function, Pending; `request` is that of CreateFunction, which was
 * checked. NULL: out of memory. */
json_t *configuration_make(const json_t *request, const char *name,
                           const char *region);
/* Takes over the members of UpdateFunctionConfiguration that are given. False:
 * out of memory. */
bool configuration_update(json_t *configuration, const json_t *request);
/* It has other code from now on: CodeSha256, CodeSize, and, not shown, its name
 * in the code store (`sha256`) and its bytes there (`unpacked`). */
bool configuration_set_code(json_t *configuration, const struct code *code);
/* LastModified and RevisionId are new. */
bool configuration_touch(json_t *configuration);
bool configuration_new_revision(json_t *configuration);
/* "Pending" with "Creating", "Active", or "Failed" with a code and a reason. */
bool configuration_set_state(json_t *configuration, const char *state,
                             const char *code, const char *reason);
/* "InProgress", "Successful" or "Failed". */
bool configuration_set_update(json_t *configuration, const char *status,
                              const char *code, const char *reason);
/* Why its code did not start, though it is served: it is not shown with the
 * configuration. NULL: it started, or was not tried yet. */
bool configuration_set_unstarted(json_t *configuration, const char *reason);
const char *configuration_unstarted(const json_t *configuration);
/* Neither Pending nor InProgress. */
bool configuration_is_settled(const json_t *configuration);
/* A copy to be sent. `qualifier` is part of the ARN unless it is "". NULL: out
 * of memory. */
json_t *configuration_show(const json_t *configuration, const char *qualifier,
                           enum configuration_view view);
/* A text of it; "" if it is absent. */
const char *configuration_text(const json_t *configuration, const char *key);
/* "2026-11-21T03:15:03.123+0000", now. */
void configuration_time(char text[32]);

#endif
