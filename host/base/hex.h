/* hex.h - hexadecimal digits. Pure. */
#ifndef DAYFLY_HOST_BASE_HEX_H
#define DAYFLY_HOST_BASE_HEX_H

/* Of either case; -1: it is no such digit. */
int hex_value(char digit);
/* Of two digits, from 0 to 255; -1: one is none. Reads the second only if the
 * first is one. */
int hex_byte(const char *text);

#endif
