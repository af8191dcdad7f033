/* server_data.h - the parts of the host that keep something in its data folder.
 */
#ifndef DAYFLY_HOST_SERVER_SERVER_DATA_H
#define DAYFLY_HOST_SERVER_SERVER_DATA_H

#include "host/server/server.h"

/* Opens them: functions made by API, events, queues, mappings, logs, schedules.
 * data NULL: none of them. */
bool server_data_open(struct server *s, const char *data,
                      const struct server_access *access,
                      const struct log_limits *limits,
                      struct error *err) MUST_CHECK;

#endif
