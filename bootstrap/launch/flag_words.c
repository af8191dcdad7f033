#include "bootstrap/launch/flag_words.h"

#include <string.h>

bool flag_words_add(struct buf *words, const char *word)
{
    return buf_add(words, word, strlen(word) + 1);
}

bool flag_words_add_all(struct buf *words, const char *const *list)
{
    for (; *list; list++)
        if (!flag_words_add(words, *list))
            return false;
    return true;
}

bool flag_words_append_item(struct buf *words, const char *root,
                            enum permission p, const char *item)
{
    bool is_path = p == PERMISSION_READ || p == PERMISSION_WRITE ||
                   p == PERMISSION_FFI ||
                   (p == PERMISSION_RUN && strchr(item, '/'));

    if (is_path && *item != '/')
        return buf_printf(words, "%s/%s", root, item);
    return buf_add_str(words, item);
}
