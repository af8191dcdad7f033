/* host_function_name - whatever form a caller uses, the name that is looked up
 * is plain: it cannot leave its folder; and the ARN of it leads back to it.
 *
 * Input: the text. */
#include <string.h>

#include "host/functions/function_name.h"
#include "test/fuzz/support/fuzz.h"

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct function_name n;
    struct function_name again;
    char text[1024];
    char arn[FUNCTION_ARN_SIZE];

    if (size >= sizeof text || memchr(bytes, 0, size))
        return 0;
    memcpy(text, bytes, size);
    text[size] = '\0';
    memset(&n, 'x', sizeof n);
    if (!function_name_parse(&n, text)) {
        must(!function_name_is_plain(text));
        return 0;
    }
    size_t length = strlen(n.name);
    must(length > 0 && length <= FUNCTION_NAME_MAX);
    must(strspn(n.name, WORD) == length);
    must(strstr(text, n.name) != NULL);
    length = strlen(n.qualifier);
    must(length <= FUNCTION_QUALIFIER_MAX);
    must(strspn(n.qualifier, WORD "$") == length);
    must(!strchr(n.qualifier, '$') || !strcmp(n.qualifier, "$LATEST"));
    function_arn(arn, "eu-north-1", n.name, n.qualifier);
    must(strlen(arn) < sizeof arn - 1);
    must(function_name_parse(&again, arn));
    must(!strcmp(n.name, again.name));
    must(!strcmp(n.qualifier, again.qualifier));
    return 0;
}
