/* common/log - the formats of a log record, and levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
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

static void levels_have_names_in_any_case(void **state)
{
    static const char *const words[] = {"TRACE", "debug", "Info",
                                        "WARN",  "eRROR", "FATAL"};
    static const char *const strange[] = {"", "WARNING", "INF", "INFO "};
    enum log_level level;

    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        assert_true(log_level_from_name(words[i], strlen(words[i]), &level));
        assert_int_equal(level, i);
    }
    for (size_t i = 0; i < COUNT(strange); i++)
        assert_false(
            log_level_from_name(strange[i], strlen(strange[i]), &level));
}

static void a_text_record_is_one_line_with_time_id_level(void **state)
{
    struct paper p;

    (void)state;
    paper_open(&p);
    log_printf(&p.log, LEVEL_INFO, "%d flies", 3);
    assert_string_equal(after_time(paper_read(&p)), "\t-\tINFO\t3 flies\n");
    paper_close(&p);

    paper_open(&p);
    log_attribute(&p.log, "id-1", NULL);
    log_record(&p.log, LEVEL_ERROR, "one\ntwo\x80", 8);
    assert_string_equal(after_time(paper_read(&p)),
                        "\tid-1\tERROR\tone\rtwo\xef\xbf\xbd\n");
    paper_close(&p);
}

static void attribution_ends_when_it_is_taken_back(void **state)
{
    struct paper p;

    (void)state;
    paper_open(&p);
    log_attribute(&p.log, "id-1", "tenant");
    log_attribute(&p.log, NULL, NULL);
    log_printf(&p.log, LEVEL_INFO, "x");
    assert_string_equal(after_time(paper_read(&p)), "\t-\tINFO\tx\n");
    paper_close(&p);
}

/* One record as JSON; the caller owns it. */
static json_t *json_of(struct paper *p, enum log_level level,
                       const char *message, size_t size)
{
    p->log.form.json = true;
    log_record(&p->log, level, message, size);
    const char *text = paper_read(p);
    assert_non_null(strchr(text, '\n'));
    assert_string_equal(strchr(text, '\n'), "\n");
    json_t *record = json_loads(text, JSON_ALLOW_NUL, NULL);
    assert_true(json_is_object(record));
    return record;
}

static const char *member(const json_t *record, const char *name)
{
    return json_string_value(json_object_get(record, name));
}

static void a_json_record_has_the_platform_s_members(void **state)
{
    struct paper p;

    (void)state;
    paper_open(&p);
    log_attribute(&p.log, "id-1", "blue");
    json_t *record = json_of(&p, LEVEL_WARN, "a \"b\"\n\xff", 7);
    assert_int_equal(strlen(member(record, "timestamp")), 24);
    assert_string_equal(member(record, "level"), "WARN");
    assert_string_equal(member(record, "requestId"), "id-1");
    assert_string_equal(member(record, "tenantId"), "blue");
    assert_string_equal(member(record, "message"), "a \"b\"\n\xef\xbf\xbd");
    json_decref(record);
    paper_close(&p);

    paper_open(&p);
    record = json_of(&p, LEVEL_INFO, "x\0y", 3);
    assert_null(json_object_get(record, "requestId"));
    assert_null(json_object_get(record, "tenantId"));
    assert_int_equal(json_string_length(json_object_get(record, "message")), 3);
    json_decref(record);
    paper_close(&p);
}

static void the_function_s_own_json_passes_with_a_request_id(void **state)
{
    static const struct {
        const char *said;
        const char *id;
        int members;
    } rows[] = {
        {"{}", "id-1", 1},
        {"{\"a\":1}", "id-1", 2},
        {"{\"a\":1,\"requestId\":\"mine\"}", "mine", 2},
        {"{\n  \"a\": 1\n}", "id-1", 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct paper p;
        paper_open(&p);
        log_attribute(&p.log, "id-1", NULL);
        json_t *record =
            json_of(&p, LEVEL_INFO, rows[i].said, strlen(rows[i].said));
        assert_int_equal(json_object_size(record), rows[i].members);
        if (!member(record, "requestId"))
            fail_msg("no requestId: %s", p.read.data);
        assert_string_equal(member(record, "requestId"), rows[i].id);
        json_decref(record);
        paper_close(&p);
    }
}

static void what_only_looks_like_json_is_a_message(void **state)
{
    static const char *const said[] = {
        "{", "{a:1}", "{\"a\":1} and more", "{\"a\":\"\x80\"}", "[1]", "1"};

    (void)state;
    for (size_t i = 0; i < COUNT(said); i++) {
        struct paper p;
        paper_open(&p);
        json_t *record = json_of(&p, LEVEL_INFO, said[i], strlen(said[i]));
        assert_non_null(member(record, "message"));
        json_decref(record);
        paper_close(&p);
    }
}

static void records_below_the_least_level_are_left_out(void **state)
{
    static const struct {
        enum log_level level;
        const char *said;
        bool kept;
    } rows[] = {
        {LEVEL_INFO, "x", false},
        {LEVEL_WARN, "x", true},
        {LEVEL_ERROR, "x", true},
        {LEVEL_INFO, "{\"level\":\"error\"}", true},
        {LEVEL_ERROR, "{\"level\":\"DEBUG\"}", false},
        {LEVEL_ERROR, "{\"level\":\"loud\"}", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct paper p;
        paper_open(&p);
        p.log.form.json = true;
        p.log.min_level = LEVEL_WARN;
        log_record(&p.log, rows[i].level, rows[i].said, strlen(rows[i].said));
        assert_int_equal(*paper_read(&p) != '\0', rows[i].kept);
        paper_close(&p);
    }
}

/* What a frame of the telemetry descriptor holds (type and time, then length,
 * then the record). */
static void assert_frame(const char *frame, size_t all, uint32_t type,
                         const char *ends)
{
    unsigned char head[LOG_RECORD_HEAD_SIZE];
    uint64_t words[2] = {0, 0};

    assert_true(all > sizeof head);
    memcpy(head, frame, sizeof head);
    for (size_t i = 0; i < sizeof head; i++)
        words[i / 8] = words[i / 8] << 8 | head[i];
    assert_int_equal(words[0] >> 32, type);
    assert_int_equal(words[0] & 0xffffffff, all - sizeof head);
    int64_t ago = clock_wall_ms() - (int64_t)(words[1] / 1000);
    assert_true(ago >= 0 && ago < 10000);
    assert_true(all - sizeof head > strlen(ends));
    assert_memory_equal(frame + all - strlen(ends), ends, strlen(ends));
}

static void a_framed_record_has_a_head_and_keeps_its_lines(void **state)
{
    static const struct {
        bool json;
        enum log_level level;
        uint32_t type;
        const char *ends;
    } rows[] = {
        {false, LEVEL_TRACE, 0xA55A0007, "\tid-1\tTRACE\tone\ntwo"},
        {false, LEVEL_INFO, 0xA55A000F, "\tid-1\tINFO\tone\ntwo"},
        {false, LEVEL_FATAL, 0xA55A001B, "\tid-1\tFATAL\tone\ntwo"},
        {true, LEVEL_DEBUG, 0xA55A000A, "\"message\":\"one\\ntwo\"}"},
        {true, LEVEL_ERROR, 0xA55A0016, "\"message\":\"one\\ntwo\"}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct paper p;
        paper_open(&p);
        log_frame(&p.log, p.writer);
        p.log.form.json = rows[i].json;
        log_attribute(&p.log, "id-1", NULL);
        log_record(&p.log, rows[i].level, "one\ntwo", 7);
        const char *frame = paper_read(&p);
        assert_frame(frame, p.read.size, rows[i].type, rows[i].ends);
        paper_close(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_have_names_in_any_case),
        cmocka_unit_test(a_text_record_is_one_line_with_time_id_level),
        cmocka_unit_test(attribution_ends_when_it_is_taken_back),
        cmocka_unit_test(a_json_record_has_the_platform_s_members),
        cmocka_unit_test(the_function_s_own_json_passes_with_a_request_id),
        cmocka_unit_test(what_only_looks_like_json_is_a_message),
        cmocka_unit_test(records_below_the_least_level_are_left_out),
        cmocka_unit_test(a_framed_record_has_a_head_and_keeps_its_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
