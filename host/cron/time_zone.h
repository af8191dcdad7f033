/* time_zone.h - time zones by their IANA names, from the files of the system
 * (package tzdata). Nothing here depends on the zone of the process. */
#ifndef DAYFLY_HOST_CRON_TIME_ZONE_H
#define DAYFLY_HOST_CRON_TIME_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct time_zone;

enum { TIME_ZONE_NAME_MAX = 50 };

/* "UTC" needs no file. NULL: err says why. */
struct time_zone *time_zone_open(const char *name, struct error *err);
/* Takes NULL. */
void time_zone_close(struct time_zone *zone);
/* The same from the bytes of a file (RFC 9636). NULL: they are none. */
struct time_zone *time_zone_read(const void *bytes, size_t size);

/* Seconds east of UTC at this time, which is in seconds since 1970. */
int time_zone_offset(const struct time_zone *zone, int64_t utc_s);
/* The first time at which the clocks of the zone show `local_s`. False: they
 * never do, because they are put forward over it. */
bool time_zone_to_utc(const struct time_zone *zone, int64_t local_s,
                      int64_t *utc_s);

#endif
