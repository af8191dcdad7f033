/* bootstrap/launch/environment - the variables of a handler's process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/engine_python.h"
#include "bootstrap/launch/engine_qjs.h"
#include "bootstrap/launch/environment.h"

static const char *value_of(const struct environment *e, const char *name)
{
    const char *value = NULL;
    size_t size = strlen(name);

    for (char *const *at = environment_list(e); *at; at++)
        if (!strncmp(*at, name, size) && (*at)[size] == '=')
            value = *at + size + 1;
    return value;
}

static size_t count_of(const struct environment *e)
{
    size_t count = 0;

    while (environment_list(e)[count])
        count++;
    return count;
}

static void open_with(struct environment *e, char **all,
                      const struct engine *engine)
{
    struct error err = ERROR_NONE;

    assert_true(environment_open(e, all, engine, CREDENTIALS_GIVEN, &err));
}

/* With these a handler could take events of others, or pass for the
 * bootstrap. */
static void what_a_handler_must_not_know_is_withheld(void **state)
{
    char *all[] = {(char[]){"AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001"},
                   (char[]){"AWS_LAMBDA_METADATA_TOKEN=t"},
                   (char[]){"_LAMBDA_TELEMETRY_LOG_FD=3"},
                   (char[]){"DAYFLY_FLAGS=-x"},
                   (char[]){"DAYFLY_REQUEST_ID=of another"},
                   (char[]){"_X_AMZN_TRACE_ID=Root=old"},
                   NULL};
    AUTO(struct environment, environment_free) e = ENVIRONMENT;

    (void)state;
    open_with(&e, all, NULL);
    assert_int_equal(count_of(&e), 0);
}

static void other_variables_pass_unchanged(void **state)
{
    char *all[] = {(char[]){"A=1"},
                   (char[]){"EMPTY="},
                   (char[]){"odd"},
                   (char[]){"AWS_LAMBDA_RUNTIME_APIS=no"},
                   (char[]){"AWS_SECRET_ACCESS_KEY=k"},
                   (char[]){"MY_DAYFLY_X=1"},
                   (char[]){"BAD=\xff"},
                   NULL};
    AUTO(struct environment, environment_free) e = ENVIRONMENT;

    (void)state;
    open_with(&e, all, NULL);
    assert_int_equal(count_of(&e), COUNT(all) - 1);
    for (size_t i = 0; all[i]; i++)
        assert_ptr_equal(environment_list(&e)[i], all[i]);
}

static void each_interpreter_gets_its_own_variables(void **state)
{
    static const struct {
        const struct engine *engine;
        const char *name;
        const char *value;
    } rows[] = {
        {&engine_deno, "DENO_DIR", "/dev/null"},
        {&engine_deno, "DENO_EMIT_CACHE_MODE", "disable"},
        {&engine_deno, "DENO_NO_UPDATE_CHECK", "1"},
        {&engine_deno, "NO_COLOR", "1"},
        {&engine_bun, "BUN_RUNTIME_TRANSPILER_CACHE_PATH", "0"},
        {&engine_python, "PYTHONDONTWRITEBYTECODE", "1"},
    };
    static const struct {
        const struct engine *engine;
        size_t count;
    } counts[] = {{&engine_node, 1},
                  {&engine_deno, 5},
                  {&engine_bun, 2},
                  {&engine_qjs, 1},
                  {&engine_python, 2}};
    char *all[] = {(char[]){"A=1"}, NULL};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct environment, environment_free) e = ENVIRONMENT;
        open_with(&e, all, rows[i].engine);
        assert_non_null(value_of(&e, rows[i].name));
        assert_string_equal(value_of(&e, rows[i].name), rows[i].value);
    }
    for (size_t i = 0; i < COUNT(counts); i++) {
        AUTO(struct environment, environment_free) e = ENVIRONMENT;
        open_with(&e, all, counts[i].engine);
        assert_int_equal(count_of(&e), counts[i].count);
    }
}

static void a_variable_that_the_user_has_set_is_kept(void **state)
{
    char *all[] = {(char[]){"DENO_DIR=/f/cache"}, (char[]){"NO_COLOR="},
                   (char[]){"DENO_DIRECTORY=x"}, NULL};
    AUTO(struct environment, environment_free) e = ENVIRONMENT;

    (void)state;
    open_with(&e, all, &engine_deno);
    assert_string_equal(value_of(&e, "DENO_DIR"), "/f/cache");
    assert_string_equal(value_of(&e, "NO_COLOR"), "");
    assert_int_equal(count_of(&e), 3 + 2);
}

static const struct field {
    const char *header;
    const char *name;
} fields[] = {
    {"Lambda-Runtime-Aws-Request-Id", "DAYFLY_REQUEST_ID"},
    {"Lambda-Runtime-Invoked-Function-Arn", "DAYFLY_FUNCTION_ARN"},
    {"Lambda-Runtime-Client-Context", "DAYFLY_CLIENT_CONTEXT"},
    {"Lambda-Runtime-Cognito-Identity", "DAYFLY_COGNITO_IDENTITY"},
    {"Lambda-Runtime-Aws-Tenant-Id", "DAYFLY_TENANT_ID"},
    {"Lambda-Runtime-Trace-Id", "_X_AMZN_TRACE_ID"},
};

static void an_executable_gets_the_data_of_its_event(void **state)
{
    char *all[] = {(char[]){"A=1"}, NULL};
    AUTO(struct environment, environment_free) e = ENVIRONMENT;
    AUTO(struct invocation, invocation_free) inv;
    struct error err = ERROR_NONE;

    (void)state;
    invocation_init(&inv);
    open_with(&e, all, NULL);
    for (size_t i = 0; i < COUNT(fields); i++)
        invocation_header(&inv, fields[i].header, strlen(fields[i].header),
                          fields[i].name, strlen(fields[i].name));
    inv.deadline_wall_ms = 1700000000123;
    assert_true(environment_make(&e, "", &inv, "", &err));
    for (size_t i = 0; i < COUNT(fields); i++)
        assert_string_equal(value_of(&e, fields[i].name), fields[i].name);
    assert_string_equal(value_of(&e, "DAYFLY_DEADLINE_MS"), "1700000000123");
    assert_string_equal(value_of(&e, "A"), "1");
}

static void data_of_an_event_does_not_pass_to_the_next_event(void **state)
{
    char *all[] = {(char[]){"A=1"}, NULL};
    AUTO(struct environment, environment_free) e = ENVIRONMENT;
    AUTO(struct invocation, invocation_free) inv;
    struct error err = ERROR_NONE;

    (void)state;
    invocation_init(&inv);
    open_with(&e, all, NULL);
    for (size_t i = 0; i < COUNT(fields); i++)
        invocation_header(&inv, fields[i].header, strlen(fields[i].header), "x",
                          1);
    assert_true(environment_make(&e, "", &inv, "", &err));
    assert_int_equal(count_of(&e), 1 + COUNT(fields) + 1);
    invocation_clear(&inv);
    assert_true(environment_make(&e, "", &inv, "", &err));
    for (size_t i = 0; i < COUNT(fields); i++)
        assert_null(value_of(&e, fields[i].name));
    assert_int_equal(count_of(&e), 2);
}

/* A process must not have two values for one name. */
static void the_private_folder_replaces_the_shared_folders(void **state)
{
    char *all[] = {(char[]){"HOME=/root"}, (char[]){"TMPDIR=/var/tmp"},
                   (char[]){"XDG_CACHE_HOME=/c"}, (char[]){"HOMES=2"}, NULL};
    AUTO(struct environment, environment_free) e = ENVIRONMENT;
    struct error err = ERROR_NONE;

    (void)state;
    e.scratch = true;
    open_with(&e, all, NULL);
    for (int i = 0; i < 2; i++) {
        assert_true(environment_make(&e, "/tmp/d/1", NULL, "", &err));
        assert_int_equal(count_of(&e), 1 + 7);
        assert_string_equal(value_of(&e, "HOME"), "/tmp/d/1");
        assert_string_equal(value_of(&e, "TMPDIR"), "/tmp/d/1");
        assert_string_equal(value_of(&e, "XDG_RUNTIME_DIR"), "/tmp/d/1");
        assert_string_equal(value_of(&e, "XDG_CACHE_HOME"), "/tmp/d/1/.cache");
        assert_string_equal(value_of(&e, "XDG_CONFIG_HOME"),
                            "/tmp/d/1/.config");
        assert_string_equal(value_of(&e, "XDG_DATA_HOME"),
                            "/tmp/d/1/.local/share");
        assert_string_equal(value_of(&e, "XDG_STATE_HOME"),
                            "/tmp/d/1/.local/state");
        assert_string_equal(value_of(&e, "HOMES"), "2");
    }
}

static void without_a_private_folder_they_are_unchanged(void **state)
{
    char *all[] = {(char[]){"HOME=/root"}, NULL};
    AUTO(struct environment, environment_free) e = ENVIRONMENT;
    struct error err = ERROR_NONE;

    (void)state;
    open_with(&e, all, NULL);
    assert_true(environment_make(&e, "", NULL, "", &err));
    assert_int_equal(count_of(&e), 1);
    assert_string_equal(value_of(&e, "HOME"), "/root");
}

/* The user's own libraries come after ours, which takes itself out. */
static void a_template_preloads_its_library_before_the_users(void **state)
{
    static const struct {
        const char *users; /* NULL: not set */
        const char *library;
        const char *value; /* NULL: not set */
    } rows[] = {
        {NULL, "", NULL},
        {"LD_PRELOAD=/u.so", "", "/u.so"},
        {"LD_PRELOAD=/u.so /v.so", "/t.so", "/t.so:/u.so /v.so"},
        {"LD_PRELOAD=", "/t.so", "/t.so"},
        {NULL, "/t.so", "/t.so"},
    };
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *all[] = {(char *)(uintptr_t)rows[i].users, NULL};
        AUTO(struct environment, environment_free) e = ENVIRONMENT;
        open_with(&e, all, NULL);
        assert_true(environment_make(&e, "", NULL, rows[i].library, &err));
        if (rows[i].value)
            assert_string_equal(value_of(&e, "LD_PRELOAD"), rows[i].value);
        else
            assert_null(value_of(&e, "LD_PRELOAD"));
        assert_int_equal(count_of(&e),
                         (rows[i].value ? 1 : 0) + (*rows[i].library ? 1 : 0));
        if (*rows[i].library)
            assert_string_equal(value_of(&e, "DAYFLY_TEMPLATE"), "4");
        assert_true(environment_make(&e, "", NULL, "", &err));
        assert_null(value_of(&e, "DAYFLY_TEMPLATE"));
    }
}

static void the_longest_data_of_an_event_fit(void **state)
{
    AUTO(struct environment, environment_free) e = ENVIRONMENT;
    AUTO(struct invocation, invocation_free) inv;
    static char text[65536];
    struct error err = ERROR_NONE;

    (void)state;
    invocation_init(&inv);
    open_with(&e, NULL, NULL);
    memset(text, 'x', sizeof text);
    invocation_header(&inv, fields[2].header, strlen(fields[2].header), text,
                      sizeof text);
    invocation_header(&inv, fields[3].header, strlen(fields[3].header), text,
                      sizeof text);
    assert_string_equal(inv.reject_reason.text, "");
    assert_true(environment_make(&e, "", &inv, "", &err));
    assert_int_equal(strlen(value_of(&e, fields[2].name)), sizeof text);
    assert_int_equal(strlen(value_of(&e, fields[3].name)), sizeof text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_handler_must_not_know_is_withheld),
        cmocka_unit_test(other_variables_pass_unchanged),
        cmocka_unit_test(each_interpreter_gets_its_own_variables),
        cmocka_unit_test(a_variable_that_the_user_has_set_is_kept),
        cmocka_unit_test(an_executable_gets_the_data_of_its_event),
        cmocka_unit_test(data_of_an_event_does_not_pass_to_the_next_event),
        cmocka_unit_test(the_private_folder_replaces_the_shared_folders),
        cmocka_unit_test(without_a_private_folder_they_are_unchanged),
        cmocka_unit_test(a_template_preloads_its_library_before_the_users),
        cmocka_unit_test(the_longest_data_of_an_event_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
