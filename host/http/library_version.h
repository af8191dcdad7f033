/* library_version.h - whether the HTTP library is one that the host may run on.
 */
#ifndef DAYFLY_HOST_HTTP_LIBRARY_VERSION_H
#define DAYFLY_HOST_HTTP_LIBRARY_VERSION_H

#include <stdbool.h>

#include "common/error.h"

/* Before it, one request can make libmicrohttpd compute for ever. */
#define LIBRARY_VERSION_LEAST "1.0.1"

/* `version` as the library gives it, for example "1.0.10". False with a
 * sentence for the user: it is older than the least, or no version. */
bool library_version_check(const char *version, struct error *err);

#endif
