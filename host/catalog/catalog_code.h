/* catalog_code.h - whether a function still has some code. */
#ifndef DAYFLY_HOST_CATALOG_CATALOG_CODE_H
#define DAYFLY_HOST_CATALOG_CATALOG_CODE_H

#include <stdbool.h>

struct catalog;

/* A configuration in any document has this code, as its own or as a layer. */
bool catalog_code_is_used(const struct catalog *catalog, const char *sha256);

#endif
