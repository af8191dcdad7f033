/* sam_route.h - the events of a function: those of an API are routes. */
#ifndef DAYFLY_HOST_SAM_SAM_ROUTE_H
#define DAYFLY_HOST_SAM_SAM_ROUTE_H

#include "host/sam/sam_template.h"

/* Adds the routes of the function that was added last, if it is this resource.
 * Other events are named in a note. False: out of memory. */
bool sam_routes_read(struct sam_template *t, struct cfn_values *v,
                     const struct yaml_item *resource,
                     struct error *err) MUST_CHECK;

#endif
