/* static_condition.h - the conditions of a request for a file (RFC 9110, 13),
 * and which part of it is wanted (14). Pure. */
#ifndef DAYFLY_HOST_STATIC_STATIC_CONDITION_H
#define DAYFLY_HOST_STATIC_STATIC_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

/* The headers of the request; NULL: it has none of the name. */
struct static_wish {
    const char *if_match;
    const char *if_unmodified_since;
    const char *if_none_match;
    const char *if_modified_since;
    const char *if_range;
    const char *range;
};

/* What is there now. */
struct static_state {
    const char *tag; /* with quotes; "": none */
    int64_t changed_s;
    uint64_t size;
};

enum static_verdict {
    STATIC_SEND,
    STATIC_SAME,   /* 304: the client has it */
    STATIC_FAILED, /* 412 */
};

enum static_verdict static_condition_check(const struct static_wish *wish,
                                           const struct static_state *state);

struct static_range {
    uint64_t at;
    uint64_t size;
};

enum static_part {
    STATIC_WHOLE,   /* 200 */
    STATIC_PARTIAL, /* 206 */
    STATIC_BEYOND,  /* 416: it has no such bytes */
};

/* Several ranges are answered with the whole file, as is a header that is no
 * range of bytes, and any range of an empty file. */
enum static_part static_condition_part(const struct static_wish *wish,
                                       const struct static_state *state,
                                       struct static_range *range);

#endif
