/* function_name.h - the forms in which a caller may name a function: NAME, the
 * full ARN, and NAME after any of REGION:, ACCOUNT: and function:, each with or
 * without :QUALIFIER. Region and account are ignored: the host has one of each.
 * Pure. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_NAME_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define FUNCTION_LATEST "$LATEST" /* the version that is changed */

enum {
    FUNCTION_NAME_MAX = 64,
    FUNCTION_QUALIFIER_MAX = 128,
    FUNCTION_VERSION_SIZE = 24, /* of a version's text, NUL included */
    FUNCTION_ARN_SIZE = 320,
    FUNCTION_REGION_MAX = 32,
};

struct function_name {
    char name[FUNCTION_NAME_MAX + 1];
    char qualifier[FUNCTION_QUALIFIER_MAX + 1]; /* "": none is given */
    char region[FUNCTION_REGION_MAX + 1];       /* "": none is given */
};

/* 1 to 64 of a-z A-Z 0-9 - _ */
bool function_name_is_plain(const char *text);

/* `$LATEST`, or 1 to 128 of a-z A-Z 0-9 - _ */
bool function_qualifier_is_plain(const char *text);

/* False: the text has none of the forms. */
bool function_name_parse(struct function_name *n, const char *text);

/* With `:QUALIFIER` unless that is "". */
void function_arn(char arn[FUNCTION_ARN_SIZE], const char *region,
                  const char *name, const char *qualifier);

#endif
