/* host/management/zip_field - the zip file is taken out of a request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/compiler.h"
#include "common/fd.h"
#include "host/management/zip_field.h"

struct taken {
    struct zip_field field;
    int fd;
    char file[256];
    bool ok;
};

/* In pieces of one byte, which no state may be lost between. */
static void take(struct taken *t, const char *text, size_t most)
{
    *t = (struct taken){.fd = memfd_create("zip", MFD_CLOEXEC), .ok = true};
    zip_field_open(&t->field, t->fd, most);
    for (; t->ok && *text; text++)
        t->ok = zip_field_add(&t->field, text, 1);
    t->ok = t->ok && zip_field_end(&t->field);
    assert_int_equal(lseek(t->fd, 0, SEEK_SET), 0);
    assert_true(read(t->fd, t->file, sizeof t->file - 1) >= 0);
}

static void leave(struct taken *t)
{
    zip_field_close(&t->field);
    fd_close(&t->fd);
}

static void only_the_member_is_taken(void **state)
{
    static const struct {
        const char *text;
        const char *rest;
        const char *file;
    } rows[] = {
        {"{\"ZipFile\":\"YWJj\"}", "{\"ZipFile\":\"\"}", "abc"},
        {"{\"a\":1,\"Code\":{\"ZipFile\":\"YQ==\"},\"b\":[2]}",
         "{\"a\":1,\"Code\":{\"ZipFile\":\"\"},\"b\":[2]}", "a"},
        {"{\"Content\":{\"ZipFile\":\"YWI=\"}}",
         "{\"Content\":{\"ZipFile\":\"\"}}", "ab"},
        {"{\"ZipFile\" : \"YWI\\u003d\"}", "{\"ZipFile\" : \"\"}", "ab"},
        {"{\"ZipFile\":\"\\/\\/\\/\\/\"}", "{\"ZipFile\":\"\"}",
         "\xff\xff\xff"},
        {"{\"ZipFile\":\"\"}", "{\"ZipFile\":\"\"}", ""},
        /* Somewhere else, a key, a value, or no text. */
        {"{\"Tags\":{\"ZipFile\":\"YWJj\"}}",
         "{\"Tags\":{\"ZipFile\":\"YWJj\"}}", ""},
        {"{\"a\":[{\"ZipFile\":\"YWJj\"}]}", "{\"a\":[{\"ZipFile\":\"YWJj\"}]}",
         ""},
        {"{\"Code\":{\"x\":{\"ZipFile\":\"YWJj\"}}}",
         "{\"Code\":{\"x\":{\"ZipFile\":\"YWJj\"}}}", ""},
        {"{\"a\":\"ZipFile\",\"b\":\"YWJj\"}",
         "{\"a\":\"ZipFile\",\"b\":\"YWJj\"}", ""},
        {"{\"a\":\"\\\"ZipFile\\\":\"}", "{\"a\":\"\\\"ZipFile\\\":\"}", ""},
        {"{\"ZipFile\":null}", "{\"ZipFile\":null}", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct taken t;
        take(&t, rows[i].text, 1024);
        assert_true(t.ok);
        assert_string_equal(t.field.rest.data, rows[i].rest);
        assert_string_equal(t.file, rows[i].file);
        assert_int_equal(t.field.bytes, strlen(rows[i].file));
        leave(&t);
    }
}

static void what_is_wrong_has_a_name(void **state)
{
    static const struct {
        const char *text;
        enum zip_field_fault fault;
    } rows[] = {
        {"{\"ZipFile\":\"Y*Jj\"}", ZIP_FIELD_NOT_BASE64},
        {"{\"ZipFile\":\"YWJ\"}", ZIP_FIELD_NOT_BASE64},
        {"{\"ZipFile\":\"YQ==YQ==\"}", ZIP_FIELD_NOT_BASE64},
        {"{\"ZipFile\":\"\\n\"}", ZIP_FIELD_NOT_BASE64},
        {"{\"ZipFile\":\"\\u0100\"}", ZIP_FIELD_NOT_BASE64},
        {"{\"Description\":\"more than this may have\"}", ZIP_FIELD_TOO_LONG},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct taken t;
        take(&t, rows[i].text, 30);
        assert_false(t.ok);
        assert_int_equal(t.field.fault, rows[i].fault);
        leave(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_member_is_taken),
        cmocka_unit_test(what_is_wrong_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
