#include "host/base/text_words.h"

#include <string.h>

static const char blanks[] = " \t";

const char *text_word_at(const char *text, int n)
{
    text += strspn(text, blanks);
    for (; n > 0; n--) {
        text += strcspn(text, blanks);
        text += strspn(text, blanks);
    }
    return text;
}
