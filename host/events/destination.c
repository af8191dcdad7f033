#include "host/events/destination.h"

#include <string.h>

/* What follows the first five parts of an ARN of this service; NULL: it is
 * none.
 */
static const char *resource_of(const char *text, const char *service)
{
    size_t size = strlen(service);

    if (strncmp(text, "arn:", 4) != 0)
        return NULL;
    text = strchr(text + 4, ':');
    if (!text || strncmp(text + 1, service, size) != 0 || text[1 + size] != ':')
        return NULL;
    text += 1 + size;
    for (int colons = 0; text && colons < 2; colons++)
        text = strchr(text + 1, ':');
    return text && text[1] ? text + 1 : NULL;
}

static int is_queue_name(const char *name)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    return strlen(name) <= 80 && name[strspn(name, plain)] == '\0';
}

enum destination_kind destination_kind_of(const char *text)
{
    const char *name;

    if (!*text)
        return DESTINATION_NONE;
    if (strlen(text) >= DESTINATION_SIZE)
        return DESTINATION_OTHER;
    if (!strncmp(text, "http://", 7) || !strncmp(text, "https://", 8))
        return DESTINATION_WEBHOOK;
    if ((name = resource_of(text, "lambda")) &&
        !strncmp(name, "function:", strlen("function:")))
        return DESTINATION_FUNCTION;
    if ((name = resource_of(text, "sqs")) && is_queue_name(name))
        return DESTINATION_QUEUE;
    return DESTINATION_OTHER;
}

const char *destination_queue_name(const char *arn)
{
    return strrchr(arn, ':') + 1;
}
