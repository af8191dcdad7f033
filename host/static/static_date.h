/* static_date.h - dates of HTTP: "Sun, 06 Nov 1994 08:49:37 GMT". Pure. */
#ifndef DAYFLY_HOST_STATIC_STATIC_DATE_H
#define DAYFLY_HOST_STATIC_STATIC_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { STATIC_DATE_SIZE = 40 };

/* Seconds since 1970; before it or after the year 9999: "". */
void static_date_write(char text[STATIC_DATE_SIZE], int64_t seconds);
/* False: it is no date of this form, the only one that HTTP's senders may use.
 */
bool static_date_read(const char *text, int64_t *seconds);

#endif
