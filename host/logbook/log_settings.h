/* log_settings.h - what callers have set for the log of one function, in a file
 * in its folder: {"creationTime": ms, "retentionInDays": N, "tags": {…}}, each
 * but the first if there is one. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_SETTINGS_H
#define DAYFLY_HOST_LOGBOOK_LOG_SETTINGS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/error.h"

/* A new reference; NULL: nothing is set. */
json_t *log_settings_read(const char *folder);
/* Makes the folder, in that of all logs, if it is not there. */
bool log_settings_write(const json_t *settings, const char *folder,
                        struct error *err) MUST_CHECK;
void log_settings_remove(const char *folder);
/* Days that a line is kept at most; `otherwise`: nothing is set. */
unsigned log_settings_days(const json_t *settings, unsigned otherwise);

#endif
