/* static_gzip.h - a file that is compressed while it is sent. */
#ifndef DAYFLY_HOST_STATIC_STATIC_GZIP_H
#define DAYFLY_HOST_STATIC_STATIC_GZIP_H

#include <stdint.h>

#include "host/http/http_exchange.h"

struct static_gzip;

/* Takes the descriptor, of which it reads `size` bytes. NULL: memory is short,
 * and the descriptor is still the caller's. */
struct static_gzip *static_gzip_open(int fd, uint64_t size);
void static_gzip_close(struct static_gzip *gzip);
/* The body; READ_ABORT if the file has become shorter. */
struct http_body_source static_gzip_source(struct static_gzip *gzip);

#endif
