/* bootstrap/process/output_reader_ready - what a bridge reports when it is
 * ready. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/process/output_reader.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define HEAD "\x1e" NONCE " "

/* What `ready` reports, as the bridge of a template and others write it. */
static void readiness_may_report_import_time_and_version(void **state)
{
    static const struct {
        const char *payload;
        long long import_us;
        const char *version;
    } rows[] = {
        {"", -1, ""},
        {"1234", 1234, ""},
        {"0 python/3.11", 0, "python/3.11"},
        {"1234 node/20.11.1", 1234, "node/20.11.1"},
        {"1234 ", 1234, ""},
        {"1234 a b", 1234, "a b"},
        {"1234\tnode/20", -1, ""},
        {" node/20", -1, ""},
        {"node/20", -1, ""},
        {"-1 node/20", -1, ""},
        {"999999999999 x", 999999999999, "x"},
        {"1000000000000 x", -1, ""},
        {"1 0123456789012345678901234567890123456789", 1,
         "0123456789012345678901234567890"},
    };
    struct log log = LOG(-1);
    struct response_body body = RESPONSE_BODY(PAYLOAD_MAX_BYTES);
    struct outcome outcome = OUTCOME;
    struct output_reader reader;
    char frame[128];

    (void)state;
    output_reader_init(&reader, &log, &body, &outcome);
    for (size_t i = 0; i < COUNT(rows); i++) {
        output_reader_begin(&reader, NONCE);
        assert_false(reader.ready);
        assert_string_equal(reader.version, "");
        (void)snprintf(frame, sizeof frame, HEAD "ready %zu\n%s",
                       strlen(rows[i].payload), rows[i].payload);
        output_reader_stdout(&reader, frame, strlen(frame));
        assert_true(reader.ready);
        assert_int_equal(reader.import_us, rows[i].import_us);
        assert_string_equal(reader.version, rows[i].version);
    }
    output_reader_free(&reader);
    outcome_free(&outcome);
    log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readiness_may_report_import_time_and_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
