/* host_json_text - what is judged to be JSON is JSON for another parser too,
 * and what is refused is refused there, but for the limits that are jansson's
 * own; and any bytes become a string that says them.
 *
 * Input: the text. */
#include <jansson.h>
#include <string.h>

#include "common/utf8.h"
#include "host/base/json_text.h"
#include "test/fuzz/support/fuzz.h"

/* jansson passes over a NUL that follows a number. It makes values, so it
 * refuses what it cannot hold: a number beyond a double, half a surrogate pair,
 * a NUL in a key. */
static bool is_only_janssons(const json_error_t *e)
{
    static const char *const words[] = {
        "real number overflow", "invalid Unicode", "NUL byte in object key"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(e->text, words[i]))
            return true;
    return false;
}

static void judge(const char *text, size_t size)
{
    struct error err = ERROR_NONE;
    json_error_t e;
    bool good = json_validate(text, size, &err);
    json_t *value = json_loadb(
        text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
        &e);

    must(good == (*err.text == '\0'));
    if (!value)
        must(!good || is_only_janssons(&e));
    else
        must(good || strstr(err.text, "nested too deeply") ||
             memchr(text, '\0', size));
    json_decref(value);
}

static void put(const char *text, size_t size)
{
    AUTO(struct buf, buf_free) out = BUF(1024 * 1024);
    AUTO(struct buf, buf_free) clean = BUF(1024 * 1024);
    struct error err = ERROR_NONE;

    must(json_add_string(&out, text, size));
    must(utf8_sanitize(&clean, text, size));
    must(json_validate(out.data, out.size, &err));
    json_t *told =
        json_loadb(out.data, out.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    must(json_is_string(told) && json_string_length(told) == clean.size);
    must(!memcmp(json_string_value(told), clean.data, clean.size));
    json_decref(told);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    judge((const char *)bytes, size);
    put((const char *)bytes, size);
    return 0;
}
