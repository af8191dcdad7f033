#include "bootstrap/event/residue_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void residue_list_add(struct residue_list *list, const char *fmt, ...)
{
    char name[128];
    size_t have = strlen(list->names);
    va_list args;

    list->found++;
    va_start(args, fmt);
    int size = vsnprintf(name, sizeof name, fmt, args);
    va_end(args);
    if (size > 0 && have + strlen(name) + 3 < sizeof list->names)
        (void)snprintf(list->names + have, sizeof list->names - have, "%s%s",
                       have > 0 ? ", " : "", name);
}
