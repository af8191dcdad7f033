/* common/log - what is before a record, and which records have nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/clock.h"
#include "common/log.h"
#include "test/unit/support/paper.h"

/* The text after the time, which differs in every record. */
static const char *after_time(const char *record)
{
    assert_true(strlen(record) > CLOCK_TEXT_SIZE);
    assert_int_equal(record[CLOCK_TEXT_SIZE - 2], 'Z');
    return record + CLOCK_TEXT_SIZE - 1;
}

static void say(struct log *log, char how, const char *text)
{
    size_t size = strlen(text);

    if (how == 'l')
        log_line(log, text, size);
    else if (how == 'w')
        log_whole(log, LEVEL_WARN, text, size);
    else if (how == 'c')
        log_console(log, LEVEL_INFO, text, size);
    else
        log_record(log, LEVEL_INFO, text, size);
}

struct said_case {
    const char *said;
    char how;           /* l: a line, w: whole, c: by a console, r: a record */
    bool many;          /* several requests at once */
    const char *record; /* NULL: with our head, of LEVEL_INFO */
};

static void assert_said(const struct said_case *row, bool json)
{
    struct paper p;

    paper_open(&p);
    p.log.form.json = json;
    p.log.form.many = row->many;
    log_attribute(&p.log, "id-1", NULL);
    say(&p.log, row->how, row->said);
    const char *text = paper_read(&p);
    if (row->record)
        assert_string_equal(text, row->record);
    else
        assert_memory_equal(after_time(text), "\tid-1\tINFO\t", 11);
    paper_close(&p);
}

static void as_text_what_is_whole_passes_and_metrics_do(void **state)
{
    static const struct said_case rows[] = {
        {"said", 'l', false, "said\n"},
        {"", 'l', false, "\n"},
        {"{\"a\":1}", 'l', false, "{\"a\":1}\n"},
        {"a\x80", 'l', false, "a\xef\xbf\xbd\n"},
        {"[WARNING]\tx\ny", 'w', false, "[WARNING]\tx\ry\n"},
        {"{\"a\":1}", 'r', false, NULL},
        {"{\"a\":1}", 'c', false, NULL},
        {"{\"a\":1", 'c', false, NULL},
        {"{\"_aws\":{}}", 'c', false, "{\"requestId\":\"id-1\",\"_aws\":{}}\n"},
        {"{\"_aws\":1}", 'c', false, NULL},
        {"{\"a\":{\"_aws\":{}}}", 'c', false, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_said(&rows[i], false);
}

static void of_several_requests_each_record_has_its_id(void **state)
{
    static const struct said_case rows[] = {
        {"said", 'l', true, NULL},
        {"id-1 said", 'l', true, "id-1 said\n"},
        {"{\"a\":1}", 'l', true, "{\"requestId\":\"id-1\",\"a\":1}\n"},
        {"{\"a\":1", 'l', true, NULL},
        {"[1]", 'l', true, NULL},
        {"[WARNING]\tid-1\tx", 'w', true, "[WARNING]\tid-1\tx\n"},
    };
    struct paper p;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_said(&rows[i], false);
    paper_open(&p);
    p.log.form.many = true;
    log_attribute(&p.log, "id-1", NULL);
    log_whole(&p.log, LEVEL_ERROR, "[ERROR] E", 9);
    assert_string_equal(after_time(paper_read(&p)),
                        "\tid-1\tERROR\t[ERROR] E\n");
    paper_close(&p);
}

static void as_json_what_is_whole_passes_and_a_line_is_a_message(void **state)
{
    static const struct said_case rows[] = {
        {"{\"a\": 1}", 'w', false, "{\"a\": 1}\n"},
        {"in a form of its own", 'w', false, "in a form of its own\n"},
        {"{\"a\": 1}", 'l', false, "{\"requestId\":\"id-1\",\"a\": 1}\n"},
    };
    struct paper p;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_said(&rows[i], true);
    paper_open(&p);
    p.log.form.json = true;
    p.log.min_level = LEVEL_ERROR;
    log_whole(&p.log, LEVEL_WARN, "{}", 2);
    assert_string_equal(paper_read(&p), "");
    paper_close(&p);
}

static void before_a_request_a_console_s_record_says_undefined(void **state)
{
    struct paper p;

    (void)state;
    paper_open(&p);
    log_console(&p.log, LEVEL_INFO, "x", 1);
    assert_string_equal(after_time(paper_read(&p)), "\tundefined\tINFO\tx\n");
    paper_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_text_what_is_whole_passes_and_metrics_do),
        cmocka_unit_test(of_several_requests_each_record_has_its_id),
        cmocka_unit_test(as_json_what_is_whole_passes_and_a_line_is_a_message),
        cmocka_unit_test(before_a_request_a_console_s_record_says_undefined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
