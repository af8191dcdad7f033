/* host/store/wal_file - a log of SQLite's is whole, or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/store/wal_file.h"
#include "test/unit/support/temp_tree.h"

struct fixture {
    char path[PATH_MAX];
    sqlite3 *db;
    int pages;
    int log;
};

static int note(void *self, sqlite3 *db, const char *name, int pages)
{
    struct fixture *s = self;

    (void)db;
    (void)name;
    s->pages = pages;
    return SQLITE_OK;
}

static void execute(struct fixture *s, const char *sql)
{
    assert_int_equal(sqlite3_exec(s->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void set_up(struct fixture *s, const char *before)
{
    char log[PATH_MAX + 8];

    *s = (struct fixture){.log = -1};
    tree_path(s->path, "db");
    (void)unlink(s->path);
    assert_int_equal(sqlite3_open(s->path, &s->db), SQLITE_OK);
    execute(s, before);
    execute(s, "PRAGMA journal_mode = WAL");
    (void)sqlite3_wal_hook(s->db, note, s);
    execute(s, "CREATE TABLE t (x)");
    for (int i = 0; i < 20; i++)
        execute(s, "INSERT INTO t VALUES (randomblob(3000))");
    (void)snprintf(log, sizeof log, "%s-wal", s->path);
    s->log = open(log, O_RDWR | O_CLOEXEC);
    assert_true(s->log >= 0);
    assert_true(s->pages > 20);
}

static void tear_down(struct fixture *s)
{
    fd_close(&s->log);
    (void)sqlite3_close(s->db);
}

static bool renew(const struct fixture *s, int frames, bool *is_lost)
{
    struct error err = ERROR_NONE;
    bool ok = wal_file_renew(s->log, frames, is_lost, &err);

    assert_true(ok == !*err.text);
    return ok;
}

static void a_whole_log_stays_as_it_is(void **state)
{
    static const char *const sizes[] = {"PRAGMA page_size = 512",
                                        "PRAGMA page_size = 4096",
                                        "PRAGMA page_size = 65536"};
    struct fixture s;
    bool is_lost;

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        set_up(&s, sizes[i]);
        for (int frames = 0; frames <= s.pages; frames++)
            assert_true(renew(&s, frames, &is_lost) && !is_lost);
        execute(&s, "INSERT INTO t VALUES (1)");
        execute(&s, "PRAGMA integrity_check");
        tear_down(&s);
    }
}

/* After it was emptied, what stands behind its end is of before. */
static void only_frames_of_now_count(void **state)
{
    struct fixture s;
    bool is_lost;

    (void)state;
    set_up(&s, "PRAGMA page_size = 4096");
    int before = s.pages;
    execute(&s, "PRAGMA wal_checkpoint(RESTART)");
    execute(&s, "INSERT INTO t VALUES (2)");
    assert_true(s.pages < before);
    assert_true(renew(&s, s.pages, &is_lost));
    assert_false(renew(&s, before, &is_lost));
    assert_true(is_lost);
    tear_down(&s);
}

static void each_byte_that_is_another_one_is_noticed(void **state)
{
    struct fixture s;
    struct stat is;
    bool is_lost;

    (void)state;
    set_up(&s, "PRAGMA page_size = 512");
    assert_int_equal(fstat(s.log, &is), 0);
    for (off_t at = 0; at < is.st_size; at += at < 600 ? 1 : 499) {
        unsigned char byte;
        assert_int_equal(pread(s.log, &byte, 1, at), 1);
        byte ^= 0x10;
        assert_int_equal(pwrite(s.log, &byte, 1, at), 1);
        assert_false(renew(&s, s.pages, &is_lost));
        assert_true(is_lost);
        byte ^= 0x10;
        assert_int_equal(pwrite(s.log, &byte, 1, at), 1);
    }
    assert_true(renew(&s, s.pages, &is_lost));
    assert_false(renew(&s, s.pages + 1, &is_lost));
    assert_true(is_lost);
    tear_down(&s);
}

static void a_log_is_settled_and_none_need_be_there(void **state)
{
    struct fixture s;
    struct error err = ERROR_NONE;
    bool is_lost;
    char path[PATH_MAX];

    (void)state;
    set_up(&s, "PRAGMA page_size = 4096");
    assert_true(wal_file_settle(s.path, &err));
    assert_true(renew(&s, s.pages, &is_lost));
    tear_down(&s);
    tree_path(path, "none");
    assert_true(wal_file_settle(path, &err));
}

static int make(void **state)
{
    (void)state;
    tree_make();
    return 0;
}

#define FIXED(test) cmocka_unit_test_setup_teardown(test, make, tree_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXED(a_whole_log_stays_as_it_is),
        FIXED(only_frames_of_now_count),
        FIXED(each_byte_that_is_another_one_is_noticed),
        FIXED(a_log_is_settled_and_none_need_be_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
