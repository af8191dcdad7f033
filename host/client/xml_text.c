#include "host/client/xml_text.h"

#include <stdio.h>
#include <string.h>

void xml_text(const struct buf *body, const char *name, char *text, size_t room)
{
    char begin[64];

    (void)snprintf(begin, sizeof begin, "<%s>", name);
    const char *at = strstr(body->data, begin);
    at = at ? at + strlen(begin) : "";
    (void)snprintf(text, room, "%.*s", (int)strcspn(at, "<"), at);
}
