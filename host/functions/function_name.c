#include "host/functions/function_name.h"

#include <stdio.h>
#include <string.h>

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* An ARN has at most 8 parts: arn:aws:lambda:REGION:ACCOUNT:function:NAME:
 * QUALIFIER. */
enum { PARTS_MAX = 8, TEXT_MAX = 400 };

static bool all_word(const char *text, size_t max)
{
    size_t size = strlen(text);

    return size > 0 && size <= max && strspn(text, WORD) == size;
}

bool function_name_is_plain(const char *text)
{
    return all_word(text, FUNCTION_NAME_MAX);
}

bool function_qualifier_is_plain(const char *text)
{
    return strcmp(text, "$LATEST") == 0 ||
           all_word(text, FUNCTION_QUALIFIER_MAX);
}

/* Splits the text at its colons. Returns 0 if there are too many parts. */
static size_t split(char *text, char *part[PARTS_MAX])
{
    size_t count = 0;

    for (char *at = text; at; count++) {
        if (count == PARTS_MAX)
            return 0;
        part[count] = at;
        at = strchr(at, ':');
        if (at)
            *at++ = '\0';
    }
    return count;
}

static bool is_account(const char *text)
{
    return strlen(text) == 12 && strspn(text, "0123456789") == 12;
}

/* "us-east-1", "us-gov-west-1": words in lower case, then one digit. */
static bool is_region(const char *text)
{
    const char *last = strrchr(text, '-');
    size_t size = last ? (size_t)(last - text) : 0;

    return size > 3 && text[2] == '-' && strlen(last) == 2 && last[1] >= '0' &&
           last[1] <= '9' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz-") == size + 1 &&
           size + 2 <= FUNCTION_REGION_MAX;
}

static bool is_function(const char *text)
{
    return !strcmp(text, "function");
}

/* "arn:aws:lambda:", and something after it. */
static bool is_arn(char *const part[], size_t count)
{
    return count > 3 && !strcmp(part[0], "arn") &&
           !strncmp(part[1], "aws", strlen("aws")) &&
           !strcmp(part[2], "lambda");
}

/* Each of region, account and `function` may be missing, in an ARN, too, as in
 * AWS's pattern; but there no other kind of resource. */
static size_t parts_before_name(char *const part[], size_t count)
{
    size_t at = is_arn(part, count) ? 3 : 0;

    if (count - at > 1 && is_region(part[at]))
        at++;
    if (count - at > 1 && is_account(part[at]))
        at++;
    if (count - at > 1 && is_function(part[at]))
        at++;
    else if (count - at > 1 && is_arn(part, count))
        return PARTS_MAX;
    return at;
}

/* "": the parts before the name have none. */
static const char *region_of(char *const part[], size_t before)
{
    size_t at = is_arn(part, before + 1) ? 3 : 0;

    return at < before && is_region(part[at]) ? part[at] : "";
}

bool function_name_parse(struct function_name *n, const char *text)
{
    char copy[TEXT_MAX];
    char *part[PARTS_MAX];

    if (strlen(text) >= sizeof copy)
        return false;
    (void)snprintf(copy, sizeof copy, "%s", text);
    size_t count = split(copy, part);
    size_t before = parts_before_name(part, count);
    if (count <= before || count > before + 2)
        return false;

    const char *name = part[before];
    const char *qualifier = count == before + 2 ? part[before + 1] : NULL;
    if (!function_name_is_plain(name) ||
        (qualifier && !function_qualifier_is_plain(qualifier)))
        return false;
    (void)snprintf(n->name, sizeof n->name, "%s", name);
    (void)snprintf(n->qualifier, sizeof n->qualifier, "%s",
                   qualifier ? qualifier : "");
    (void)snprintf(n->region, sizeof n->region, "%s", region_of(part, before));
    return true;
}

void function_arn(char arn[FUNCTION_ARN_SIZE], const char *region,
                  const char *name, const char *qualifier)
{
    (void)snprintf(arn, FUNCTION_ARN_SIZE,
                   "arn:aws:lambda:%s:000000000000:function:%s%s%s", region,
                   name, *qualifier ? ":" : "", qualifier);
}
