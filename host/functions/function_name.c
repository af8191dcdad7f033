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

/* The number of parts before the name. PARTS_MAX: they are invalid. */
static size_t parts_before_name(char *const part[], size_t count)
{
    size_t at = 0;

    if (count > 1 && !strcmp(part[0], "arn"))
        return count >= 7 && !strncmp(part[1], "aws", strlen("aws")) &&
                       !strcmp(part[2], "lambda") &&
                       all_word(part[3], FUNCTION_REGION_MAX) &&
                       is_account(part[4]) && is_function(part[5])
                   ? 6
                   : PARTS_MAX;
    if (count - at > 1 && is_region(part[at]))
        at++;
    if (count - at > 1 && is_account(part[at]))
        at++;
    if (count - at > 1 && is_function(part[at]))
        at++;
    return at;
}

/* "": the parts before the name have none. */
static const char *region_of(char *const part[], size_t before)
{
    if (before == 6)
        return part[3];
    return before > 0 && is_region(part[0]) ? part[0] : "";
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
