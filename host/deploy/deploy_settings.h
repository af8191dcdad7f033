/* deploy_settings.h - the configuration of a deployed function, and what of it
 * differs from what is there. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_SETTINGS_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_SETTINGS_H

#include <jansson.h>

#include "common/buf.h"

struct deploy;
struct deployed;

/* As CreateFunction and UpdateFunctionConfiguration take them; to be released.
 * NULL: out of memory. */
json_t *deploy_settings_of(const struct deployed *one, const struct deploy *d);
/* Keeps of the settings only those that differ from what is there. */
void deploy_settings_keep_different(json_t *settings, const json_t *found);
/* Appends "Handler index.handler, Timeout 5"; of variables only the names. */
void deploy_settings_add_text(struct buf *out, json_t *settings);

#endif
