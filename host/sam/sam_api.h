/* sam_api.h - the APIs of a template: those that it names, and the implicit
 * ones of the events that name none. */
#ifndef DAYFLY_HOST_SAM_SAM_API_H
#define DAYFLY_HOST_SAM_SAM_API_H

#include "host/sam/sam_template.h"

/* An enum api_kind; -1: the resource is no API. */
int sam_api_kind_of(const struct yaml_node *resource);
/* Adds it. What is not applied here is a note. */
void sam_api_read(struct sam_template *t, struct cfn_values *v,
                  const struct yaml_item *resource);
/* The place of an API in the template's list; "" is the implicit one, which is
 * added. SIZE_MAX: the template has none of this name. */
size_t sam_api_index(struct sam_template *t, struct cfn_values *v,
                     enum api_kind kind, const char *id);

#endif
