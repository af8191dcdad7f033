/* bootstrap/launch/command_line - the words of a handler's command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/launch/command_line.h"
#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/engine_qjs.h"

#define MAP                                                                    \
    "--import-map=data:application/json,{\"imports\":{\"dayfly-function\":"    \
    "\"file://"
#define MAP_END "\"}}"

static struct handler handler_of(const struct engine *engine, const char *file)
{
    struct handler h = {.bridged = true, .engine = engine};

    (void)snprintf(h.file, sizeof h.file, "%s", file);
    (void)snprintf(h.bridge, sizeof h.bridge, "/b/runtime.js");
    (void)snprintf(h.interpreter, sizeof h.interpreter, "/usr/bin/it");
    return h;
}

/* Both end in NULL. */
static void assert_words(char *const *argv, const char *const *words)
{
    for (; *words; words++, argv++) {
        assert_non_null(*argv);
        assert_string_equal(*argv, *words);
    }
    assert_null(*argv);
}

static void an_executable_is_its_own_command_line(void **state)
{
    static const char *const words[] = {"/f/my program", NULL};
    AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
    struct settings s = {.flags = "--not --for --it"};
    struct error err = ERROR_NONE;
    struct handler h = handler_of(&engine_node, "/f/my program");

    (void)state;
    h.bridged = false;
    assert_true(command_line_make(&line, &h, &s, &err));
    assert_words(line.argv, words);
}

static void the_flags_of_an_interpreter_precede_the_users(void **state)
{
    static const struct {
        const struct engine *engine;
        const char *words[16];
    } rows[] = {
        {&engine_node, {"/usr/bin/it", "--x", "-y=1", "/b/runtime.js"}},
        {&engine_qjs, {"/usr/bin/it", "--x", "-y=1", "/b/runtime.js"}},
        {&engine_bun,
         {"/usr/bin/it", "--no-install", "--x", "-y=1", "/b/runtime.js"}},
        {&engine_deno,
         {"/usr/bin/it", "run", "--quiet", "--no-prompt", "--no-lock",
          "--no-code-cache", "--node-modules-dir=manual", "--no-config",
          "--no-remote", (MAP "/f/index.ts" MAP_END), "--x", "-y=1",
          "/b/runtime.js"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
        struct settings s = {.flags = "  --x\t-y=1\n"};
        struct error err = ERROR_NONE;
        struct handler h = handler_of(rows[i].engine, "/f/index.ts");
        assert_true(command_line_make(&line, &h, &s, &err));
        assert_words(line.argv, rows[i].words);
    }
}

static bool has_word(const struct command_line *line, const char *word)
{
    for (char *const *at = line->argv; *at; at++)
        if (!strcmp(*at, word))
            return true;
    return false;
}

static void
deno_reads_a_cache_that_the_user_has_set_and_downloads_nothing(void **state)
{
    AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
    struct settings s = {.flags = "", .deno_dir = "/f/cache"};
    struct error err = ERROR_NONE;
    struct handler h = handler_of(&engine_deno, "/f/index.ts");

    (void)state;
    assert_true(command_line_make(&line, &h, &s, &err));
    assert_true(has_word(&line, "--cached-only"));
    assert_false(has_word(&line, "--no-remote"));
}

/* Other processes would load the file when they start. */
static void only_a_template_of_deno_finds_the_part_for_templates(void **state)
{
    static const char map[] = MAP
        "/f/index.ts\",\"dayfly-template\":\"file:///a%2520b/"
        "template.mjs" MAP_END;
    AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
    struct settings s = {.flags = ""};
    struct error err = ERROR_NONE;
    struct handler h = handler_of(&engine_deno, "/f/index.ts");

    (void)state;
    (void)snprintf(h.bridge, sizeof h.bridge, "/a b/runtime.js");
    assert_true(command_line_make(&line, &h, &s, &err));
    for (int n = 0; n < 4; n++) {
        assert_int_equal(has_word(&line, map), n % 2 == 1);
        assert_int_equal(has_word(&line, MAP "/f/index.ts" MAP_END),
                         n % 2 == 0);
        assert_true(
            command_line_for_process(&line, &h, &s, "", n % 2 == 0, &err));
    }
}

static void no_interpreter_gets_a_permission_without_a_grant(void **state)
{
    static const struct engine *const rows[] = {&engine_node, &engine_deno,
                                                &engine_bun};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
        struct settings s = {.flags = ""};
        struct error err = ERROR_NONE;
        struct handler h = handler_of(rows[i], "/f/index.ts");
        assert_true(command_line_make(&line, &h, &s, &err));
        for (char *const *at = line.argv; *at; at++) {
            assert_null(strstr(*at, "--allow"));
            assert_string_not_equal(*at, "-A");
        }
    }
}

static void special_characters_of_a_path_are_encoded_twice(void **state)
{
    static const struct {
        const char *file;
        const char *url;
    } rows[] = {
        {"/a b/i.ts", "/a%2520b/i.ts"},
        {"/a%20b/i.ts", "/a%252520b/i.ts"},
        {"/a\"b/i.ts", "/a%2522b/i.ts"},
        {"/a\\b/i.ts", "/a%255Cb/i.ts"},
        {"/a#b?c/i.ts", "/a%2523b%253Fc/i.ts"},
        {"/\xc3\xa4/i.ts", "/%25C3%25A4/i.ts"},
        {"/\n/i.ts", "/%250A/i.ts"},
        {"/a.b_c~d-e/i.ts", "/a.b_c~d-e/i.ts"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
        struct settings s = {.flags = ""};
        struct error err = ERROR_NONE;
        struct handler h = handler_of(&engine_deno, rows[i].file);
        char map[512];
        (void)snprintf(map, sizeof map, MAP "%s" MAP_END, rows[i].url);
        assert_true(command_line_make(&line, &h, &s, &err));
        assert_true(has_word(&line, map));
    }
}

/* The interpreter and the bridge are two more words. */
static void the_number_of_words_is_limited(void **state)
{
    static const struct {
        size_t flags;
        bool fits;
    } rows[] = {{COMMAND_LINE_WORDS_MAX - 2, true},
                {COMMAND_LINE_WORDS_MAX - 1, false},
                {4 * COMMAND_LINE_WORDS_MAX, false}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
        AUTO(struct buf, buf_free) flags = BUF(4096);
        struct error err = ERROR_NONE;
        struct handler h = handler_of(&engine_node, "/f/index.js");
        for (size_t k = 0; k < rows[i].flags; k++)
            assert_true(buf_add_str(&flags, "-x "));
        struct settings s = {.flags = flags.data};
        assert_int_equal(command_line_make(&line, &h, &s, &err), rows[i].fits);
        if (!rows[i].fits)
            assert_string_equal(err.text,
                                "the handler's command line has more than 256 "
                                "words; use fewer flags (DAYFLY_FLAGS)");
    }
}

static void the_number_of_bytes_is_limited(void **state)
{
    AUTO(struct command_line, command_line_free) line = COMMAND_LINE;
    AUTO(struct buf, buf_free) flags = BUF(2 * COMMAND_LINE_MAX_BYTES);
    struct error err = ERROR_NONE;
    struct handler h = handler_of(&engine_node, "/f/index.js");

    (void)state;
    assert_true(buf_printf(&flags, "%0*d", COMMAND_LINE_MAX_BYTES, 0));
    struct settings s = {.flags = flags.data};
    assert_false(command_line_make(&line, &h, &s, &err));
    assert_string_equal(err.text, "the handler's command line is too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_executable_is_its_own_command_line),
        cmocka_unit_test(the_flags_of_an_interpreter_precede_the_users),
        cmocka_unit_test(
            deno_reads_a_cache_that_the_user_has_set_and_downloads_nothing),
        cmocka_unit_test(only_a_template_of_deno_finds_the_part_for_templates),
        cmocka_unit_test(no_interpreter_gets_a_permission_without_a_grant),
        cmocka_unit_test(special_characters_of_a_path_are_encoded_twice),
        cmocka_unit_test(the_number_of_words_is_limited),
        cmocka_unit_test(the_number_of_bytes_is_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
