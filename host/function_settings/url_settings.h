/* url_settings.h - the URL of a function in the catalog, or of one of its
 * aliases, as CreateFunctionUrlConfig made it. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_URL_SETTINGS_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_URL_SETTINGS_H

#include <jansson.h>
#include <stdbool.h>

#include "host/functions/manifest.h"

struct catalog_entry;

struct url_settings {
    enum url_mode mode;
    json_t *cors; /* borrowed, as cors.h has it; NULL: none */
    bool needs_signature;
};

/* Borrowed. `qualifier` "" is the function itself. NULL: it has no URL. */
json_t *url_settings_find(const struct catalog_entry *entry,
                          const char *qualifier);
/* False: it has no URL. */
bool url_settings_read(struct url_settings *settings,
                       const struct catalog_entry *entry,
                       const char *qualifier);

#endif
