/* bootstrap/report/redaction - removes the values of secrets from a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/report/redaction.h"
#include "common/compiler.h"

static void a_secret_is_known_by_its_name(void **state)
{
    static const char *const secret[] = {
        "AWS_SECRET_ACCESS_KEY=x",
        "API_TOKEN=",
        "dbPassword=1",
        "SESSION_COOKIE=1",
        "DATABASE_URL=postgres://",
        "SENTRY_DSN=1",
        "Authorization=1",
    };
    static const char *const open[] = {"PATH=/key", "HOME=", "LANG=TOKEN", ""};

    (void)state;
    for (size_t i = 0; i < COUNT(secret); i++)
        assert_true(redact_is_secret_name(secret[i]));
    for (size_t i = 0; i < COUNT(open); i++)
        assert_false(redact_is_secret_name(open[i]));
}

static void each_occurrence_of_each_secret_is_replaced(void **state)
{
    static const struct {
        const char *text;
        const char *clean;
    } rows[] = {
        {"", ""},
        {"nothing here", "nothing here"},
        {"first-one", "[redacted]"},
        {"a first-one b first-one", "a [redacted] b [redacted]"},
        {"first-onefirst-one", "[redacted][redacted]"},
        {"{\"k\":\"two\\\"\\\\\\nlines\"}", "{\"k\":\"[redacted]\"}"},
        {"two\"\\\nlines", "[redacted]"},
        {"\"wJal/K7\\\\b\" \"wJal\\/K7\\\\b\"",
         "\"[redacted]\" \"[redacted]\""},
        {"open-value tiny", "open-value tiny"},
    };
    char *const all[] = {(char[]){"A_KEY=first-one"},
                         (char[]){"B_TOKEN=two\"\\\nlines"},
                         (char[]){"S_KEY=wJal/K7\\b"},
                         (char[]){"OTHER=open-value"},
                         (char[]){"C_KEY=tiny"},
                         (char[]){"D_KEY="},
                         (char[]){"E_KEY"},
                         NULL};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct buf, buf_free) out = BUF(1000);
        assert_true(redact(&out, rows[i].text, strlen(rows[i].text), all));
        assert_string_equal(out.data, rows[i].clean);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_is_known_by_its_name),
        cmocka_unit_test(each_occurrence_of_each_secret_is_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
