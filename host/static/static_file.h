/* static_file.h - an open file below a folder, and what identifies its bytes.
 */
#ifndef DAYFLY_HOST_STATIC_STATIC_FILE_H
#define DAYFLY_HOST_STATIC_STATIC_FILE_H

#include <stdbool.h>
#include <stdint.h>

enum static_found {
    STATIC_NONE,   /* there is no such file, or it leads out of the folder */
    STATIC_DENIED, /* it may not be read */
    STATIC_FOLDER, /* it is a folder */
    STATIC_FILE,
};

enum { STATIC_TAG_SIZE = 64, STATIC_TAG_END_SIZE = 8 };

struct static_file {
    int fd;        /* -1: not open */
    uint64_t size; /* in bytes */
    int64_t changed_s;
    int64_t changed_ns; /* the same moment, in full */
    uint64_t inode;
    int64_t status_ns; /* its status changed then: not even cp -p keeps that */
    bool is_settled;   /* the next change shows in these times */
};

/* Opens `name` ("" is the folder itself). No symbolic link leads out of the
 * folder; without openat2(2) none is followed at all. The descriptor is for the
 * caller to close if the file is found. */
enum static_found static_file_open(struct static_file *file, const char *folder,
                                   const char *name);
/* Its ETag with quotes, `end` within them; "" as long as a change might not
 * show in it. */
void static_file_tag(const struct static_file *file, char tag[STATIC_TAG_SIZE],
                     const char *end);

#endif
