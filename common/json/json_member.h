/* json_member.h - members of a JSON object, found in its text.
 *
 * For text that has to stay as it is, or that no tree can hold. The text must
 * have been accepted by json_check(). */
#ifndef DAYFLY_COMMON_JSON_JSON_MEMBER_H
#define DAYFLY_COMMON_JSON_JSON_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Points into the text. */
struct json_member {
    const char *name; /* between the quotes, escapes as they are written */
    size_t name_size;
    const char *value;
    size_t value_size;
};

#define JSON_MEMBER                                                            \
    {                                                                          \
        .name = NULL, .name_size = 0, .value = NULL, .value_size = 0           \
    }

bool json_is_object_text(const char *text, size_t size);

/* The object's next member; the first one if `member` is JSON_MEMBER. Returns
 * false if there is none, or if the text is no object. */
bool json_next_member(const char *text, size_t size,
                      struct json_member *member);

/* The last member with this name, as most JSON parsers choose. Returns false,
 * and leaves `member` undefined, if there is none. */
bool json_find_member(const char *text, size_t size, const char *name,
                      struct json_member *member);

/* Appends what the member's value means if it is a string. Returns false if it
 * is something else, or if `out` is full. */
bool json_member_string(const struct json_member *member,
                        struct buf *out) MUST_CHECK;

/* Removes every member with this name, and the commas between. The others stay
 * as they are written. Returns false if memory is short; the text is then
 * unchanged. */
bool json_remove_members(struct buf *text, const char *name) MUST_CHECK;

#endif
