/* checks.h - the constraints of AWS's model on the members of a request: all
 * that do not hold are told together, in AWS's words. */
#ifndef DAYFLY_HOST_MANAGEMENT_CHECKS_H
#define DAYFLY_HOST_MANAGEMENT_CHECKS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

struct http_request;

enum {
    CHECKS_TAG_KEY_MAX = 128,
    CHECKS_VALUE_MAX = 16 * 1024, /* bytes that are told of a value */
    CHECKS_TEXT_MAX = 256 * 1024, /* of all together */
};

struct checks {
    struct buf text;
    unsigned count;
    bool of_schedule; /* the error is that of Scheduler */
};

#define CHECKS                                                                 \
    {                                                                          \
        .text = BUF(CHECKS_TEXT_MAX), .count = 0                               \
    }
#define CHECKS_OF_SCHEDULE                                                     \
    {                                                                          \
        .text = BUF(CHECKS_TEXT_MAX), .count = 0, .of_schedule = true          \
    }

/* Value 'VALUE' at 'MEMBER' failed to satisfy constraint: CONSTRAINT
 *
 * Of a long value its beginning and, before the quote, " (of N bytes)". Where
 * there is no room for more, it is counted alone. */
void checks_add(struct checks *checks, const char *value, const char *member,
                const char *fmt, ...) PRINTF_LIKE(4, 5);
/* "[a, b]": a list of texts, as AWS shows it. */
void checks_show_list(struct buf *out, const json_t *list);
/* The next are for members that may be absent (NULL) unless the name says
 * otherwise. */
void checks_required(struct checks *checks, const json_t *value,
                     const char *member);
/* A text that is one of the words; `set` is their list as AWS shows it. */
void checks_enum(struct checks *checks, const json_t *value, const char *member,
                 const char *const words[], const char *set);
void checks_range(struct checks *checks, const json_t *value,
                  const char *member, json_int_t least, json_int_t most);
void checks_length(struct checks *checks, const json_t *value,
                   const char *member, size_t most);
void checks_least_length(struct checks *checks, const json_t *value,
                         const char *member, size_t least);
/* An extended regular expression, anchored; `shown` is how AWS writes it. */
void checks_pattern(struct checks *checks, const json_t *value,
                    const char *member, const char *pattern, const char *shown);
struct checks_type {
    const char *member;
    json_type type; /* JSON_TRUE: true or false */
};

/* Removes members that are null, which AWS takes as absent. False: a member is
 * of another type, and the response was sent. NULL: there is nothing to check.
 */
bool checks_types(json_t *request, const struct checks_type types[],
                  size_t count, struct http_request *req);
/* A tag that a function is to have. False: it may not, and the response was
 * sent. */
bool checks_tag(const char *key, const json_t *value, struct http_request *req);
/* True: something did not hold, and the response was sent. */
bool checks_send(struct checks *checks, struct http_request *req);

#endif
