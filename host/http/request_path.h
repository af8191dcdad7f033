/* request_path.h - the target of an HTTP request cut at its slashes.
 *
 * Cut first, percent-decoded after: an ARN arrives with %3A, and an encoded
 * slash belongs to its segment. */
#ifndef DAYFLY_HOST_HTTP_REQUEST_PATH_H
#define DAYFLY_HOST_HTTP_REQUEST_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum { TARGET_SEGMENTS = 8, TARGET_MOST_BYTES = 4096 };

struct target {
    size_t count;
    const char *segment[TARGET_SEGMENTS]; /* decoded, without slashes around */
    const char *query;                    /* as it came; "" when none */
    char bytes[TARGET_MOST_BYTES + 1];    /* what the others point into */
};

/* False: too long, too many segments, not beginning with a slash, a broken
 * percent sequence or one that stands for NUL. */
bool target_parse(struct target *t, const char *raw);

/* The path is `path`, in which * stands for any one segment that is not empty.
 * "a/b", without the first slash. */
bool target_is(const struct target *t, const char *path);

/* The query has a parameter of that name, with a value or an empty one. */
bool target_asks(const struct target *t, const char *name);

/* The decoded value of a query parameter; false when it is not there, does not
 * fit or is broken. */
bool target_query(const struct target *t, const char *name, char *value,
                  size_t room);

#endif
