/* log_named_streams.h - the streams of a log group that callers have made, in
 * its settings (log_settings.h): {"streams": {NAME: {"number": N, "created":
 * ms}}, "lastStream": N}. The lines of one have "#N" as their stream: one that
 * is made anew does not begin with the lines of the one before. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_NAMED_STREAMS_H
#define DAYFLY_HOST_LOGBOOK_LOG_NAMED_STREAMS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/logbook/log_line.h"

enum { LOG_NAMED_STREAMS_MAX = 4096 };

/* The stream of its lines. False: there is no such stream. */
bool log_named_streams_find(const json_t *settings, const char *name,
                            char stream[LOG_STREAM_SIZE]);
/* Adds one that is not there; above the maximum the oldest one goes. False:
 * memory is short. */
bool log_named_streams_add(json_t *settings, const char *name, int64_t now_ms);
void log_named_streams_remove(json_t *settings, const char *name);
/* Is this stream of a line such a one? */
bool log_named_streams_has(const char *stream);
/* An object of the names by the streams of lines, the caller's. NULL: memory is
 * short. */
json_t *log_named_streams_names(const json_t *settings);

#endif
