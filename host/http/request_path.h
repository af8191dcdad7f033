/* request_path.h - the target of an HTTP request cut at its slashes.
 *
 * Cut first, percent-decoded after: an ARN arrives with %3A, and an encoded
 * slash belongs to its segment. */
#ifndef DAYFLY_HOST_HTTP_REQUEST_PATH_H
#define DAYFLY_HOST_HTTP_REQUEST_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum { REQUEST_PATH_SEGMENTS = 8, REQUEST_PATH_MAX_BYTES = 4096 };

struct request_path {
    size_t count;
    const char
        *segment[REQUEST_PATH_SEGMENTS]; /* decoded, without slashes around */
    const char *query;                   /* as it came; "" when none */
    char bytes[REQUEST_PATH_MAX_BYTES + 1]; /* what the others point into */
};

/* False: too long, too many segments, not beginning with a slash, a broken
 * percent sequence or one that stands for NUL. */
bool request_path_parse(struct request_path *path, const char *raw);

/* The path is `path`, in which * stands for any one segment that is not empty.
 * "a/b", without the first slash. */
bool request_path_matches(const struct request_path *t, const char *path);

/* The query has a parameter of that name, with a value or an empty one. */
bool request_path_has_query(const struct request_path *path, const char *name);

/* The decoded value of a query parameter; false when it is not there, does not
 * fit or is broken. */
bool request_path_query(const struct request_path *path, const char *name,
                        char *value, size_t room);

#endif
