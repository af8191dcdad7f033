/* data_copy.h - the data folder of a host, copied while it is used. */
#ifndef DAYFLY_HOST_BACKUP_DATA_COPY_H
#define DAYFLY_HOST_BACKUP_DATA_COPY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

struct data_copy {
    size_t databases;
    size_t files;
};

/* Copies to the folder `to`, which must not exist and exists when all is on the
 * disk. What was made before the copy began is in it. */
bool data_copy_make(struct data_copy *copy, const char *from, const char *to,
                    struct error *err) MUST_CHECK;

#endif
