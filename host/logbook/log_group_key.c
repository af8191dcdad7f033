#include "host/logbook/log_group_key.h"

#include <stdio.h>
#include <string.h>

static const char own_mark = '@';

static void replace(char *text, char from, char to)
{
    for (; *text; text++)
        if (*text == from)
            *text = to;
}

static bool is_known(const char *name)
{
    return *name &&
           strspn(name,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/#") == strlen(name);
}

static const char *function_of(const char *name)
{
    size_t skip = strlen(LOG_GROUP_OF_FUNCTIONS);

    return !strncmp(name, LOG_GROUP_OF_FUNCTIONS, skip) && name[skip] &&
                   name[skip] != '.' && !strchr(name + skip, '/')
               ? name + skip
               : NULL;
}

bool log_group_key(const char *name, char key[LOG_GROUP_NAME_SIZE])
{
    const char *function = function_of(name);

    if (!is_known(name) || strlen(name) > LOG_GROUP_FULL_MAX)
        return false;
    if (function) {
        (void)snprintf(key, LOG_GROUP_NAME_SIZE, "%s", function);
    } else {
        (void)snprintf(key, LOG_GROUP_NAME_SIZE, "%c%s", own_mark, name);
        replace(key, '/', '=');
    }
    return true;
}

void log_group_full_name(const char *key, char name[LOG_GROUP_FULL_SIZE])
{
    if (log_group_key_is_own(key)) {
        (void)snprintf(name, LOG_GROUP_FULL_SIZE, "%s", key + 1);
        replace(name, '=', '/');
    } else {
        (void)snprintf(name, LOG_GROUP_FULL_SIZE, LOG_GROUP_OF_FUNCTIONS "%s",
                       key);
    }
}

bool log_group_key_is_own(const char *key)
{
    return *key == own_mark;
}
