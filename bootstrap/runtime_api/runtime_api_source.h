/* runtime_api_source.h - the AWS Lambda Runtime API, version 2018-06-01, as an
 * event source: one connection that is kept open. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_RUNTIME_API_SOURCE_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_RUNTIME_API_SOURCE_H

#include "bootstrap/event/event_source.h"
#include "common/log.h"

/* The first request opens the connection. authority: host:port, as in
 * AWS_LAMBDA_RUNTIME_API. channel: DAYFLY_CHANNEL, or NULL. snap_start: request
 * `restore/next` first, which tells the platform that it may take a snapshot; a
 * platform that takes none answers with an error, and events are requested all
 * the same. peaks: report the peak memory of each event; see response_upload.
 */
bool runtime_api_source_open(struct event_source *source, const char *authority,
                             const char *channel, bool snap_start, bool peaks,
                             struct log *log, struct error *err) MUST_CHECK;

#endif
