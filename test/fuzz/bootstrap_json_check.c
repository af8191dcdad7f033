/* sound - what is said to be surely sound, jansson reads. */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bootstrap/response/json_check.h"
#include "test/fuzz/support/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;

    if (!json_is_plainly_valid(text, size))
        return 0;
    json_t *value = json_loadb(
        text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
        NULL);
    must(value != NULL);
    must(!memchr(text, '\0', size));
    json_decref(value);
    return 0;
}
