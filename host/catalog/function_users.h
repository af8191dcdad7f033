/* function_users.h - the user id of each function, if the host may change
 * users: its processes are run by it. No two functions have the same one, and
 * none is given again while the host runs. */
#ifndef DAYFLY_HOST_CATALOG_FUNCTION_USERS_H
#define DAYFLY_HOST_CATALOG_FUNCTION_USERS_H

#include <sys/types.h>

#include "host/catalog/catalog.h"

/* No other user has an id in this range. */
enum {
    FUNCTION_USERS_LEAST = 0x64797000,
    FUNCTION_USERS_MOST = 0x6fffffff,
};

/* That of the entry, which gets one if it has none; the document has it. 0: all
 * are taken, or out of memory. */
uid_t function_users_of(struct catalog *catalog, struct catalog_entry *entry);

#endif
