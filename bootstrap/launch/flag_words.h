/* flag_words.h - words of a command line in one buffer, a NUL after each. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_FLAG_WORDS_H
#define DAYFLY_BOOTSTRAP_LAUNCH_FLAG_WORDS_H

#include <stdbool.h>

#include "bootstrap/config/permissions.h"
#include "common/buf.h"

/* False: out of memory. */
bool flag_words_add(struct buf *words, const char *word) MUST_CHECK;
/* list: ends in NULL. */
bool flag_words_add_all(struct buf *words, const char *const *list) MUST_CHECK;
/* Appends an entry of a permission's list to the current word. A relative path
 * becomes absolute: root is the function's folder. */
bool flag_words_append_item(struct buf *words, const char *root,
                            enum permission p, const char *item) MUST_CHECK;

#endif
