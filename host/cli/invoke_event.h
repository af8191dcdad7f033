/* invoke_event.h - the event that `dayfly invoke` sends. */
#ifndef DAYFLY_HOST_CLI_INVOKE_EVENT_H
#define DAYFLY_HOST_CLI_INVOKE_EVENT_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

struct api_target;

/* Of -d: JSON, or @FILE. */
bool invoke_event_from_data(struct buf *out, const char *data,
                            struct error *err);
bool invoke_event_from_stdin(struct buf *out, struct error *err);
/* The file event.json in the folder of the function, which the host knows and
 * is asked for with the function's path of the API, or ./NAME for a function
 * that was made by API; prints its name to standard error. {} if there is none,
 * which is said of the latter. */
bool invoke_event_from_folder(struct buf *out, const struct api_target *target,
                              const char *function_path, struct error *err);

#endif
