/* segment_end.h - where the whole lines of a segment end. */
#ifndef DAYFLY_HOST_LOGBOOK_SEGMENT_END_H
#define DAYFLY_HOST_LOGBOOK_SEGMENT_END_H

#include <stdint.h>

/* The number of bytes up to the last line feed; *last_ms is the time of the
 * last line, and stays as it is if there is none. 0: the file has no whole
 * line, or cannot be read. */
uint64_t segment_end_find(const char *path, int64_t *last_ms);

#endif
