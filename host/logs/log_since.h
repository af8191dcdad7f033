/* log_since.h - points of time as a person writes them. Pure. */
#ifndef DAYFLY_HOST_LOGS_LOG_SINCE_H
#define DAYFLY_HOST_LOGS_LOG_SINCE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"

/* "90s", "30m", "1h", "2d", "1w": so long before now; or a date with or without
 * a time, in UTC: "2026-11-29", "2026-11-29T14:05", "2026-11-29T14:05:30Z".
 * False: it is neither. */
bool log_since_parse(int64_t *at_ms, const char *text,
                     int64_t now_ms) MUST_CHECK;

#endif
