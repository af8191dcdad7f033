/* front_routes.h - the keys `routes` and `http` of dayfly.json. */
#ifndef DAYFLY_HOST_FRONT_FRONT_ROUTES_H
#define DAYFLY_HOST_FRONT_FRONT_ROUTES_H

#include "host/front/front.h"

/* Fills the table and the hosts of an empty front. As front_read(), but what is
 * there stays the front's. */
bool front_routes_read(struct front *f, const struct manifest_file *file,
                       struct error *err) MUST_CHECK;

#endif
