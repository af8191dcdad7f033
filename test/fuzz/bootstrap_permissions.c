/* permissions - whatever dayfly.json holds, `permissions` and `limits` are
 * either wholly understood or complained about, and what is understood becomes
 * words of which none is two.
 *
 * Input: one JSON text. */
#include <string.h>

#include "bootstrap/config/limits.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/interpreter.h"
#include "test/fuzz/support/fuzz.h"

static void check_words(const struct permissions *p,
                        const struct engine *engine)
{
    AUTO(struct buf, buf_free) words = BUF(16 * 1024 * 1024);
    const struct handler h = {.bridged = true,
                              .engine = engine,
                              .version = 2300,
                              .root = "/f",
                              .bridge = "/b/runtime.js"};

    must(interpreter_flags_add(&words, &h, p, "/tmp/x"));
    must(words.size == 0 || words.data[words.size - 1] == '\0');
    for (const char *at = words.data; at < words.data + words.size;
         at += strlen(at) + 1)
        must(!strncmp(at, "--", 2) && !strchr(at, '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    json_t *value =
        json_loadb((const char *)bytes, size, JSON_DECODE_ANY, NULL);
    struct permissions p;
    struct limits l;
    struct error err = ERROR_NONE;

    if (!value)
        return 0;
    bool good = permissions_read(value, &p, &err);
    must(good == (*err.text == '\0'));
    must(good || strstr(err.text, "\"permissions"));
    if (good) {
        check_words(&p, &engine_deno);
        check_words(&p, &engine_node);
    }
    err.text[0] = '\0';
    good = limits_read(value, &l, &err);
    must(good == (*err.text == '\0'));
    for (int i = 0; good && i < LIMIT_COUNT; i++)
        must(l.value[i] >= 0 && l.value[i] <= 1024 * 1024);
    json_decref(value);
    return 0;
}
