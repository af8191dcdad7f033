#include "host/catalog/layer_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"
#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "-_"

static const char account[] = "000000000000";

static bool take_name(struct layer_name *n, const char *text, size_t size)
{
    if (size == 0 || size > LAYER_NAME_MAX || strspn(text, WORD) < size)
        return false;
    (void)snprintf(n->name, sizeof n->name, "%.*s", (int)size, text);
    return true;
}

static bool take_version(struct layer_name *n, const char *text)
{
    size_t size = strlen(text);

    if (size == 0 || size > 18 || strspn(text, DIGITS) != size)
        return false;
    n->version = strtoll(text, NULL, 10);
    return true;
}

bool layer_name_parse(struct layer_name *n, const char *text)
{
    int used = 0;

    *n = (struct layer_name){.version = 0};
    if (strncmp(text, "arn:", 4) != 0)
        return take_name(n, text, strlen(text));
    if (sscanf(text, "arn:%*[a-z-]:lambda:%63[a-z0-9-]:%63[0-9]:layer:%n",
               n->region, n->account, &used) != 2 ||
        used == 0)
        return false;
    text += used;
    size_t size = strcspn(text, ":");
    return take_name(n, text, size) &&
           (!text[size] || take_version(n, text + size + 1));
}

void layer_arn(char arn[LAYER_ARN_SIZE], const char *region, const char *name,
               json_int_t version)
{
    int used = snprintf(arn, LAYER_ARN_SIZE, "arn:aws:lambda:%s:%s:layer:%s",
                        region, account, name);

    if (version > 0 && used > 0 && used < LAYER_ARN_SIZE)
        (void)snprintf(arn + used, (size_t)(LAYER_ARN_SIZE - used), ":%lld",
                       (long long)version);
}

bool layer_name_is_own(const struct layer_name *n)
{
    return !*n->account || !strcmp(n->account, account);
}
