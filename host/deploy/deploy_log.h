/* deploy_log.h - the end of the log of a function whose code does not start. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_LOG_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_LOG_H

#include <stdint.h>

struct deploy;

/* By how much the clock of a host may be behind. */
enum { DEPLOY_CLOCKS_MS = 1000 };

/* Shows the last lines since then; nothing if there is no log. */
void deploy_log_show(const struct deploy *d, const char *name,
                     int64_t since_ms);

#endif
