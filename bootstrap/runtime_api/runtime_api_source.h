/* runtime_api_source.h - the Lambda Runtime API (2018-06-01), by libcurl: one
 * connection, kept for life (runtime-api 1 to 3 and 10). */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_RUNTIME_API_SOURCE_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_RUNTIME_API_SOURCE_H

#include "bootstrap/event/event_source.h"
#include "common/log.h"

/* Opens nothing yet: the first request connects. `authority` is the host:port
 * of AWS_LAMBDA_RUNTIME_API. snap_start: before the first event the platform is
 * told that a snapshot may be taken (runtime-api 1.8); one that takes none has
 * no such path, and events are asked for all the same. peaks: the platform is
 * told the peak memory of each event's process, with the answer where it is
 * known by then, else with the question for the next event. */
bool runtime_api_source_open(struct event_source *source, const char *authority,
                             bool snap_start, bool peaks, struct log *log,
                             struct error *err) MUST_CHECK;

#endif
