/* bootstrap/process/frame_parser - which bytes are a frame; all others are log
 * output. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/process/frame_parser.h"
#include "common/compiler.h"
#include "test/unit/support/bytes.h"
#include "test/unit/support/frame_parser_fixture.h"

static void parse(struct fixture *s, struct bytes bytes)
{
    restart(s);
    frame_parser_add(&s->frames, bytes.data, bytes.size);
    frame_parser_end(&s->frames);
}

static void assert_output(const struct fixture *s, struct bytes output)
{
    if (s->output.size != output.size ||
        memcmp(s->output.data, output.data, output.size) != 0)
        fail_msg("told %s, not %s", s->output.data, output.data);
}

struct row {
    struct bytes input;
    struct bytes output;
};

static void check_rows(struct fixture *s, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        parse(s, rows[i].input);
        assert_output(s, rows[i].output);
    }
}

static void every_kind_has_its_word(void **state)
{
    static const struct row rows[] = {
        {BYTES(HEAD "ready 0\n"), BYTES("<0:0:>")},
        {BYTES(HEAD "init-error 2\n{}"), BYTES("<1:2:{}>")},
        {BYTES(HEAD "result 4\nnull"), BYTES("<2:4:null>")},
        {BYTES(HEAD "error 2\n{}"), BYTES("<3:2:{}>")},
        {BYTES(HEAD "stream 2\n{}"), BYTES("<4:2:{}>")},
        {BYTES(HEAD "data 3\na\0b"), BYTES("<5:3:a\0b>")},
        {BYTES(HEAD "end 0\n"), BYTES("<6:0:>")},
        {BYTES(HEAD "log 6\nINFO x"), BYTES("<7:6:INFO x>")},
        {BYTES(HEAD "part 1\na" HEAD "result 1\nb"), BYTES("<2:2:ab>")},
    };

    check_rows(*state, rows, COUNT(rows));
}

/* Each row is log output byte for byte. */
static void bytes_that_are_not_a_frame_are_log_output(void **state)
{
    static const struct bytes rows[] = {
        BYTES("plain words\n"),
        BYTES("\n"),
        BYTES(RS),
        BYTES(RS RS RS "\n" RS),
        BYTES("a" RS "b\0c" RS "\n"),
        BYTES("say " NONCE " result 4\nnull\n"),
        BYTES(RS "1123456789abcdef0123456789abcdef result 4\nnull"),
        BYTES(RS "0123456789abcdef0123456789abcdeF result 4\nnull"),
        BYTES(RS "0123456789abcdef0123456789abcde result 4\nnull"),
        BYTES(RS NONCE "0 result 4\nnull"),
        BYTES(RS NONCE "\n"),
        BYTES(RS NONCE "\tresult 4\nnull"),
        BYTES(HEAD "\n"),
        BYTES(HEAD " \n"),
        BYTES(HEAD " result 4\nnull"),
        BYTES(HEAD "result\nnull"),
        BYTES(HEAD "result 4null and more words than a head may have\n"),
        BYTES(HEAD "Result 4\nnull"),
        BYTES(HEAD "results 4\nnull"),
        BYTES(HEAD "resul 4\nnull"),
        BYTES(HEAD "other 4\nnull"),
        BYTES(HEAD "4\nnull"),
        BYTES(HEAD "result-4\nnull"),
        BYTES(HEAD "result\t4\nnull"),
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        parse(*state, rows[i]);
        assert_output(*state, rows[i]);
    }
}

static void a_length_is_digits_and_nothing_else(void **state)
{
    static const struct bytes rows[] = {
        BYTES(HEAD "result \nx"),
        BYTES(HEAD "result -1\nx"),
        BYTES(HEAD "result +1\nx"),
        BYTES(HEAD "result 01\nx"),
        BYTES(HEAD "result 00\nx"),
        BYTES(HEAD "result  1\nx"),
        BYTES(HEAD "result 1 \nx"),
        BYTES(HEAD "result 1\r\nx"),
        BYTES(HEAD "result 0x1\nx"),
        BYTES(HEAD "result 1e0\nx"),
        BYTES(HEAD "result 1.0\nx"),
        BYTES(HEAD "result 1:\nx"),
        BYTES(HEAD "result 1/\nx"),
        BYTES(HEAD "result 1\0\nx"),
        BYTES(HEAD "result \xd9\xa1\nx"),
        BYTES(HEAD "result 18446744073709551616\nx"),
        BYTES(HEAD "result 18446744073709551617\nx"),
        BYTES(HEAD "init-error 10000000000\nx"),
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        parse(*state, rows[i]);
        assert_output(*state, rows[i]);
    }
}

static void a_frame_is_found_after_an_invalid_head(void **state)
{
    static const struct row rows[] = {
        {BYTES(RS HEAD "end 0\n"), BYTES(RS "<6:0:>")},
        {BYTES(RS "01234" HEAD "end 0\n"), BYTES(RS "01234<6:0:>")},
        {BYTES(RS NONCE HEAD "end 0\n"), BYTES(RS NONCE "<6:0:>")},
        {BYTES(HEAD HEAD "end 0\n"), BYTES(HEAD "<6:0:>")},
        {BYTES(HEAD "result x" HEAD "end 0\n"), BYTES(HEAD "result x<6:0:>")},
        {BYTES(HEAD "data 1" HEAD "data 1\nab"), BYTES(HEAD "data 1<5:1:a>b")},
    };

    check_rows(*state, rows, COUNT(rows));
}

static void a_payload_may_hold_what_looks_like_frames(void **state)
{
    parse(*state, (struct bytes)BYTES(HEAD "data 41\n" HEAD "end 0\nz!"));
    assert_output(*state, (struct bytes)BYTES("<5:41:" HEAD "end 0\nz>!"));
}

static void one_line_end_after_a_frame_belongs_to_it(void **state)
{
    static const struct row rows[] = {
        {BYTES(HEAD "data 1\na\nb\n"), BYTES("<5:1:a>b\n")},
        {BYTES(HEAD "data 1\na\n\nb"), BYTES("<5:1:a>\nb")},
        {BYTES(HEAD "data 1\nab\nc"), BYTES("<5:1:a>b\nc")},
        {BYTES(HEAD "ready 0\n\nc"), BYTES("<0:0:>c")},
        {BYTES(HEAD "part 1\na\n" HEAD "data 1\nb\n"), BYTES("<5:2:ab>")},
        {BYTES(HEAD "end 0\n" RS "\nb"), BYTES("<6:0:>" RS "\nb")},
    };

    check_rows(*state, rows, COUNT(rows));
}

static void a_record_may_come_between_the_parts_of_an_answer(void **state)
{
    parse(*state, (struct bytes)BYTES(HEAD "part 1\na" HEAD "log-part 1\nx" HEAD
                                           "part 1\nb" HEAD "log 1\ny" HEAD
                                           "result 1\nc"));
    assert_output(*state, (struct bytes)BYTES("<7:2:xy><2:3:abc>"));
}

static void parts_belong_to_the_next_frame_that_is_not_a_part(void **state)
{
    parse(*state, (struct bytes)BYTES(HEAD "part 2\nab" HEAD "part 0\n"
                                           "log" HEAD "part 1\nc" HEAD
                                           "error 0\n" HEAD "data 1\nd"));
    assert_output(*state, (struct bytes)BYTES("log<3:3:abc><5:1:d>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_has_its_word),
        TEST(bytes_that_are_not_a_frame_are_log_output),
        TEST(a_length_is_digits_and_nothing_else),
        TEST(a_frame_is_found_after_an_invalid_head),
        TEST(a_payload_may_hold_what_looks_like_frames),
        TEST(one_line_end_after_a_frame_belongs_to_it),
        TEST(a_record_may_come_between_the_parts_of_an_answer),
        TEST(parts_belong_to_the_next_frame_that_is_not_a_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
