/* host/query - forms become JSON and JSON becomes XML, by tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/buf.h"
#include "host/query/query_read.h"
#include "host/query/query_xml.h"

static const struct query_member value[] = {
    {.name = "Text", .json = "text", .kind = QUERY_TEXT},
    {.name = "Number", .json = "number", .kind = QUERY_NUMBER},
    {.name = NULL}};
static const struct query_member entry[] = {
    {.name = "Id", .json = "id", .kind = QUERY_TEXT},
    {.name = "Part",
     .json = "parts",
     .kind = QUERY_MAP,
     .of = value,
     .key = "Name"},
    {.name = NULL}};
static const struct query_member members[] = {
    {.name = "Text", .json = "text", .kind = QUERY_TEXT},
    {.name = "Number", .json = "number", .kind = QUERY_NUMBER},
    {.name = "Word", .json = "words", .kind = QUERY_LIST},
    {.name = "Tag", .json = "tags", .kind = QUERY_MAP, .key = "Key"},
    {.name = "Entry", .json = "entries", .kind = QUERY_LIST, .of = entry},
    {.name = NULL}};

/* The JSON, or the sentence about what is wrong. */
static char *read(const char *text)
{
    AUTO(struct query_form, query_form_free) form = {.count = 0};
    struct error err = ERROR_NONE;
    struct buf told = BUF(2048);
    json_t *json = query_form_parse(&form, text, strlen(text), &err)
                       ? query_read(&form, members, &err)
                       : NULL;
    char *out = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

    json_decref(json);
    if (out)
        return out;
    assert_true(*err.text && buf_add_str(&told, err.text));
    return (char *)told.data;
}

static void a_form_becomes_json(void **state)
{
    static const struct {
        const char *form, *json;
    } rows[] = {
        {"", "{}"},
        {"&&Other=1&", "{}"},
        {"Text=a+b%26%C3%A9&Text=second", "{\"text\":\"a b&\xc3\xa9\"}"},
        {"Text", "{\"text\":\"\"}"},
        {"%54ext=a%3D", "{\"text\":\"a=\"}"},
        {"Number=-5", "{\"number\":-5}"},
        {"Number=5x", "{\"number\":\"5x\"}"},
        {"Number=+5", "{\"number\":\" 5\"}"},
        {"Number=", "{\"number\":\"\"}"},
        {"Number=99999999999999999999",
         "{\"number\":\"99999999999999999999\"}"},
        {"Word.10=c&Word.2=b&Word.1=a", "{\"words\":[\"a\",\"b\",\"c\"]}"},
        {"Word.7=a", "{\"words\":[\"a\"]}"},
        {"Word=a", "{\"words\":[\"a\"]}"},
        {"Words.1=a&Wor=b", "{}"},
        {"Word.01=a", "The request must contain the parameter Word."},
        {"Tag.1.Key=k&Tag.1.Value=v&Tag.2.Value=&Tag.2.Key=e",
         "{\"tags\":{\"e\":\"\",\"k\":\"v\"}}"},
        {"Tag.Key=k&Tag.Value=v", "{\"tags\":{\"k\":\"v\"}}"},
        {"Tag.3.Key=k", "The request must contain the parameter Tag.3.Value."},
        {"Tag.3.Value=k", "The request must contain the parameter Tag.3.Key."},
        {"Entry.2.Id=b&Entry.1.Id=a&Entry.1.Part.1.Name=n&"
         "Entry.1.Part.1.Value.Text=t&Entry.1.Part.1.Value.Number=1&"
         "Entry.11.Part.2.Name=m",
         "{\"entries\":[{\"id\":\"a\",\"parts\":{\"n\":{\"number\":1,"
         "\"text\":\"t\"}}},{\"id\":\"b\"},{\"parts\":{\"m\":{}}}]}"},
        {"Entry.1.Part.1.Value.Text=t",
         "The request must contain the parameter Entry.1.Part.1.Name."},
        {"Text=%ff",
         "The value of the parameter Text is no UTF-8, or has a NUL."},
        {"Text=a%00b",
         "The value of the parameter Text is no UTF-8, or has a NUL."},
        {"%00=1",
         "The name of a parameter is no UTF-8, has a NUL, or is longer than "
         "255 bytes."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *told = read(rows[i].form);
        assert_string_equal(told, rows[i].json);
        mem_free(told);
    }
}

static void there_may_be_so_many_parameters(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(65536);

    (void)state;
    for (int i = 0; i < QUERY_PARAMETERS_MAX; i++)
        assert_true(buf_add_str(&text, "a&"));
    char *told = read(text.data);
    assert_string_equal(told, "{}");
    mem_free(told);
    assert_true(buf_add_str(&text, "a"));
    told = read(text.data);
    assert_string_equal(told, "The request has more than 4096 parameters.");
    mem_free(told);
}

static void json_becomes_xml(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(4096);
    json_t *json = json_pack(
        "{s:s, s:i, s:[s,s], s:{s:s}, s:[{s:s, s:{s:{s:b}}}, {}], s:s}", "text",
        "<a & b>\r\n\t\"\x01\xef\xbf\xbf\xef\xbf\xbd", "number", -5, "words",
        "a", "", "tags", "<k>", "v", "entries", "id", "1", "parts", "n", "text",
        0, "other", "x");

    (void)state;
    assert_true(query_xml_add(&out, json, members));
    json_decref(json);
    assert_string_equal(
        out.data,
        "<Text>&lt;a &amp; b&gt;&#xD;\n\t\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
        "</Text><Number>-5</Number><Word>a</Word><Word></Word>"
        "<Tag><Key>&lt;k&gt;</Key><Value>v</Value></Tag>"
        "<Entry><Id>1</Id><Part><Name>n</Name><Value><Text>false</Text></Value>"
        "</Part></Entry><Entry></Entry>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_becomes_json),
        cmocka_unit_test(there_may_be_so_many_parameters),
        cmocka_unit_test(json_becomes_xml),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
