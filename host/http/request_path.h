/* request_path.h - splits the target of an HTTP request into path segments.
 *
 * It splits first and decodes percent sequences after, so that an encoded slash
 * stays part of its segment. */
#ifndef DAYFLY_HOST_HTTP_REQUEST_PATH_H
#define DAYFLY_HOST_HTTP_REQUEST_PATH_H

#include <stdbool.h>
#include <stddef.h>

enum { REQUEST_PATH_SEGMENTS = 8, REQUEST_PATH_MAX_BYTES = 4096 };

struct request_path {
    size_t count;
    const char *segment[REQUEST_PATH_SEGMENTS]; /* decoded, without slashes */
    const char *query; /* as received, without "?"; "" if there is none */
    char bytes[REQUEST_PATH_MAX_BYTES + 1]; /* what the others point into */
};

/* False if the target is too long, has too many segments, does not begin with a
 * slash, or has an invalid percent sequence or one for NUL. */
bool request_path_parse(struct request_path *path, const char *target);

/* Compares with a pattern, which has no leading slash. A segment of the pattern
 * that ends in an asterisk matches any that begins so and is longer than that;
 * an asterisk alone, any that is not empty. A slash at the pattern's end may be
 * missing in the path. */
bool request_path_matches(const struct request_path *path, const char *pattern);

/* The last segment, which is "" after a slash at the end. */
const char *request_path_last(const struct request_path *path);

/* True if the query has "name=", with or without a value. */
bool request_path_has_query(const struct request_path *path, const char *name);

/* Stores the decoded value of a query parameter. False if there is none, it
 * does not fit, or a percent sequence is invalid. */
bool request_path_query(const struct request_path *path, const char *name,
                        char *value, size_t room);

/* The same of a parameter that may be there several times: the next one from
 * *query on, which begins as the path's and moves on. Passes over values that
 * do not fit or have an invalid sequence. False: there is no more. */
bool request_path_next_query(const char **query, const char *name, char *value,
                             size_t room);

#endif
