/* signature_date.h - the time of a signature, as 20150830T123600Z. Pure. */
#ifndef DAYFLY_HOST_AUTH_SIGNATURE_DATE_H
#define DAYFLY_HOST_AUTH_SIGNATURE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "host/auth/refusal.h"

enum { SIGNATURE_DATE_SIZE = 17, SIGNATURE_SKEW_S = 300 };

/* "" for a time that no calendar has. */
void signature_date_write(int64_t seconds, char date[SIGNATURE_DATE_SIZE]);
/* `text`: in that form, or as in the header Date. False: in neither. */
bool signature_date_read(const char *text, char date[SIGNATURE_DATE_SIZE],
                         int64_t *seconds);
/* A signature of this time, that holds for lasts_s, holds at now_s. */
bool signature_date_check(int64_t at_s, int64_t lasts_s, int64_t now_s,
                          struct refusal *refusal);

#endif
