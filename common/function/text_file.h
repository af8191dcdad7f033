/* text_file.h - reads a JSON file of a function's folder, whatever lies there
 * under its name. */
#ifndef DAYFLY_COMMON_FUNCTION_TEXT_FILE_H
#define DAYFLY_COMMON_FUNCTION_TEXT_FILE_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

/* Does not wait, whatever it is: a FIFO or a device is an error. -1 without an
 * error: nothing has this name. */
int text_file_open(const char *path, struct error *err) MUST_CHECK;
/* Adds what the file holds, until the buffer has its most bytes: give it room
 * for one byte more than is allowed, to find out what is too long. */
bool text_file_read(int fd, const char *path, struct buf *text,
                    struct error *err) MUST_CHECK;

#endif
