#include "bootstrap/event/residue_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void residue_list_add(struct residue_list *list, const char *fmt, ...)
{
    char name[128];
    size_t have = strlen(list->names);
    va_list words;

    list->found++;
    va_start(words, fmt);
    int size = vsnprintf(name, sizeof name, fmt, words);
    va_end(words);
    if (size > 0 && have + strlen(name) + 3 < sizeof list->names)
        (void)snprintf(list->names + have, sizeof list->names - have, "%s%s",
                       have > 0 ? ", " : "", name);
}
