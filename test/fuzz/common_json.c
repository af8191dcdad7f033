/* common_json - JSON without a tree (common/json), compared with jansson.
 *
 * json_check() accepts what jansson accepts, and rejects what it rejects, apart
 * from the limits that are jansson's own. In what it accepts, members are found
 * with the values that jansson finds. Any bytes become a JSON string that means
 * them.
 *
 * Input: the text. */
#include <jansson.h>
#include <string.h>

#include "common/json/json_check.h"
#include "common/json/json_member.h"
#include "common/json/json_string.h"
#include "common/utf8.h"
#include "test/fuzz/support/fuzz.h"

enum {
    FLAGS = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
    SIZE_MAX_FUZZED = 1024 * 1024,
};

/* jansson makes values, so it rejects what it cannot hold. */
static bool is_janssons_limit(const json_error_t *e)
{
    static const char *const texts[] = {
        "real number overflow", "invalid Unicode", "NUL byte in object key",
        "maximum parsing depth"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strstr(e->text, texts[i]))
            return true;
    return false;
}

/* The member that was found means what jansson's does. */
static void compare_member(const json_t *value,
                           const struct json_member *member)
{
    AUTO(struct buf, buf_free) text = BUF(SIZE_MAX_FUZZED);
    json_t *found = json_loadb(member->value, member->value_size, FLAGS, NULL);

    must(found != NULL && json_equal(found, value));
    must(json_member_string(member, &text) == json_is_string(value));
    if (json_is_string(value))
        must(text.size == json_string_length(value) &&
             !memcmp(text.data, json_string_value(value), text.size));
    json_decref(found);
}

static void remove_all(struct buf *text, const char *name)
{
    struct json_member member;
    struct error err = ERROR_NONE;

    must(json_remove_members(text, name));
    must(json_check(text->data, text->size, &err));
    must(!json_find_member(text->data, text->size, name, &member));
}

static void compare_members(const char *text, size_t size, json_t *object)
{
    AUTO(struct buf, buf_free) rest = BUF(SIZE_MAX_FUZZED);
    const char *name;
    json_t *value;

    must(buf_add(&rest, text, size));
    json_object_foreach(object, name, value)
    {
        struct json_member member;
        must(json_find_member(text, size, name, &member));
        compare_member(value, &member);
        remove_all(&rest, name);
    }
    json_t *empty = json_loadb(rest.data, rest.size, FLAGS, NULL);
    must(json_is_object(empty) && json_object_size(empty) == 0);
    json_decref(empty);
}

static void check(const char *text, size_t size)
{
    struct error err = ERROR_NONE;
    struct json_member member;
    json_error_t e;
    bool valid = json_check(text, size, &err);
    json_t *value = json_loadb(text, size, FLAGS, &e);

    must(valid == (*err.text == '\0'));
    if (!value)
        must(!valid || is_janssons_limit(&e));
    else /* jansson passes over a NUL that follows a number */
        must(valid || memchr(text, '\0', size));
    if (valid && value) {
        must(json_is_object_text(text, size) == json_is_object(value));
        if (json_is_object(value))
            compare_members(text, size, value);
        else
            must(!json_find_member(text, size, "", &member));
    }
    json_decref(value);
}

static void put(const char *text, size_t size)
{
    AUTO(struct buf, buf_free) out = BUF(6 * SIZE_MAX_FUZZED);
    AUTO(struct buf, buf_free) clean = BUF(3 * SIZE_MAX_FUZZED);
    AUTO(struct buf, buf_free) back = BUF(3 * SIZE_MAX_FUZZED);
    struct error err = ERROR_NONE;

    must(json_add_string(&out, text, size));
    must(utf8_sanitize(&clean, text, size));
    must(json_check(out.data, out.size, &err));
    must(json_decode_string(&back, out.data + 1, out.size - 2));
    must(back.size == clean.size && !memcmp(back.data, clean.data, back.size));
    json_t *string = json_loadb(out.data, out.size, FLAGS, NULL);
    must(json_is_string(string) && json_string_length(string) == clean.size);
    must(!memcmp(json_string_value(string), clean.data, clean.size));
    json_decref(string);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > SIZE_MAX_FUZZED)
        return 0;
    check((const char *)bytes, size);
    put((const char *)bytes, size);
    return 0;
}
