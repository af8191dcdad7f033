/* common/spool - a queue of bytes in an unlinked file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/spool.h"
#include "test/unit/support/failing.h"

static bool add(struct spool *s, const char *text)
{
    return spool_add(s, text, strlen(text));
}

static void first_in_is_first_out_whatever_is_taken(void **state)
{
    static char pattern[65536];
    struct spool s = SPOOL(1 << 20);
    AUTO(struct buf, buf_free) taken = BUF(1 << 20);
    size_t in = 0;

    (void)state;
    srandom(7);
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (char)random();
    while (in < sizeof pattern) {
        size_t size = (size_t)random() % 999;
        if (size > sizeof pattern - in)
            size = sizeof pattern - in;
        assert_true(spool_add(&s, pattern + in, size));
        in += size;
        if (random() % 2 && !spool_is_empty(&s))
            assert_true(spool_take(&s, &taken, 1 + (size_t)random() % 1500));
    }
    while (!spool_is_empty(&s))
        assert_true(spool_take(&s, &taken, 777));
    assert_int_equal(taken.size, sizeof pattern);
    assert_memory_equal(taken.data, pattern, sizeof pattern);
    assert_int_equal(s.fd, -1);
}

static void its_file_has_no_name_and_goes_when_it_is_empty(void **state)
{
    struct spool s = SPOOL(100);
    AUTO(struct buf, buf_free) taken = BUF(100);
    struct stat is;

    (void)state;
    assert_int_equal(s.fd, -1);
    assert_true(add(&s, "abc"));
    assert_int_equal(fstat(s.fd, &is), 0);
    assert_int_equal(is.st_nlink, 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    assert_true(spool_take(&s, &taken, 100));
    assert_string_equal(taken.data, "abc");
    assert_true(spool_is_empty(&s));
    assert_int_equal(s.fd, -1);
    spool_free(&s);
}

static void what_does_not_fit_changes_nothing(void **state)
{
    struct spool s = SPOOL(6);
    AUTO(struct buf, buf_free) taken = BUF(100);

    (void)state;
    assert_true(add(&s, "abcd"));
    assert_false(add(&s, "efg"));
    assert_true(add(&s, "ef"));
    assert_false(add(&s, "g"));
    assert_true(spool_take(&s, &taken, 100));
    assert_string_equal(taken.data, "abcdef");
    spool_free(&s);
}

static void a_disk_that_is_full_changes_nothing(void **state)
{
    const struct rlimit tight = {.rlim_cur = 5, .rlim_max = RLIM_INFINITY};
    struct rlimit was;
    struct spool s = SPOOL(100);
    AUTO(struct buf, buf_free) taken = BUF(100);

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    struct rlimit now = was;
    now.rlim_cur = tight.rlim_cur;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
    assert_true(add(&s, "abc"));
    bool took = add(&s, "defg");
    bool alone = add(&s, "de");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_false(took);
    assert_true(alone);
    assert_true(spool_take(&s, &taken, 100));
    assert_string_equal(taken.data, "abcde");
}

static void without_memory_what_waits_goes_on_waiting(void **state)
{
    struct spool s = SPOOL(100);
    AUTO(struct buf, buf_free) taken = BUF(100);

    (void)state;
    assert_true(add(&s, "abc"));
    failing_from(1);
    assert_false(spool_take(&s, &taken, 100));
    failing_from(0);
    assert_false(spool_is_empty(&s));
    assert_true(spool_take(&s, &taken, 100));
    assert_string_equal(taken.data, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_in_is_first_out_whatever_is_taken),
        cmocka_unit_test(its_file_has_no_name_and_goes_when_it_is_empty),
        cmocka_unit_test(what_does_not_fit_changes_nothing),
        cmocka_unit_test(a_disk_that_is_full_changes_nothing),
        cmocka_unit_test(without_memory_what_waits_goes_on_waiting),
    };

    (void)signal(SIGXFSZ, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
