/* base_log_flow - a log that stalls, breaks off, or has no memory left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/base/clock.h"
#include "bootstrap/base/fd.h"
#include "bootstrap/base/log.h"
#include "test/unit/support/failing.h"
#include "test/unit/support/paper.h"

/* Nobody reads: the writer waits in memory, counts what does not fit, and says
 * so once there is room. */
static void a_stalled_reader_costs_records_not_time(void **state)
{
    static char xs[60000];
    struct paper p;
    int64_t begun = clock_mono_ms();

    (void)state;
    paper_open(&p);
    memset(xs, 'x', sizeof xs);
    for (int i = 0; i < 200; i++)
        log_record(&p.log, LEVEL_INFO, xs, sizeof xs);
    assert_true(log_waits(&p.log));
    assert_true(p.log.lost > 0);
    assert_true(p.log.queue.size <= LOG_QUEUE_BYTES);
    uint64_t lost = p.log.lost;
    assert_true(clock_mono_ms() - begun < 10000);

    while (log_waits(&p.log)) {
        (void)paper_read(&p);
        log_turn(&p.log);
    }
    log_say(&p.log, LEVEL_INFO, "after");
    const char *all = paper_read(&p);
    char told[64];
    (void)snprintf(told, sizeof told, "%llu log records lost",
                   (unsigned long long)lost);
    assert_non_null(strstr(all, told));
    assert_non_null(strstr(all, "\tafter\n"));
    assert_int_equal(p.log.lost, 0);
    size_t records = 0;
    for (const char *c = all; (c = strchr(c, '\n')); c++)
        records++;
    assert_int_equal(records, 200 - lost + 2);
    paper_close(&p);
}

static void flushing_is_bounded(void **state)
{
    static char xs[200000];
    struct paper p;

    (void)state;
    paper_open(&p);
    memset(xs, 'x', sizeof xs);
    log_record(&p.log, LEVEL_INFO, xs, sizeof xs);
    int64_t begun = clock_mono_ms();
    log_flush(&p.log, 50);
    int64_t spent = clock_mono_ms() - begun;
    assert_true(log_waits(&p.log));
    assert_true(spent >= 49 && spent < 2000);
    paper_close(&p);
}

static void a_reader_that_has_gone_is_not_waited_for(void **state)
{
    struct paper p;

    (void)state;
    paper_open(&p);
    fd_close(&p.reader);
    log_say(&p.log, LEVEL_INFO, "into the void");
    assert_false(log_waits(&p.log));
    log_flush(&p.log, 1000);
    paper_close(&p);
}

/* No allocation may cost more than the record, and that one is counted. */
static void short_memory_costs_the_record_and_is_told(void **state)
{
    (void)state;
    for (int json = 0; json < 2; json++) {
        for (int n = 1;; n++) {
            struct paper p;
            paper_open(&p);
            p.log.json = json;
            failing_from(n);
            log_say(&p.log, LEVEL_INFO, "a record");
            bool refused = failing_happened();
            failing_from(0);
            bool there = strstr(paper_read(&p), "a record");
            assert_true(there != (p.log.lost > 0));
            log_say(&p.log, LEVEL_INFO, "the next");
            assert_non_null(strstr(paper_read(&p), "the next"));
            assert_true(!refused || strstr(p.read.data, "1 log records lost"));
            paper_close(&p);
            if (!refused)
                break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stalled_reader_costs_records_not_time),
        cmocka_unit_test(flushing_is_bounded),
        cmocka_unit_test(a_reader_that_has_gone_is_not_waited_for),
        cmocka_unit_test(short_memory_costs_the_record_and_is_told),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
