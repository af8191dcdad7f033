/* bootstrap/worker/spare_policy - when a spare is started. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/launch/engine_python.h"
#include "bootstrap/worker/spare_policy.h"

static void the_setting_the_handler_and_the_cpus_decide(void **state)
{
    static const struct {
        enum spare_mode spare;
        bool bridged;
        int cpus;
        bool wanted;
        bool early;
    } rows[] = {
        {SPARE_AUTO, true, 1, true, false},  {SPARE_AUTO, true, 2, true, true},
        {SPARE_AUTO, false, 2, false, true}, {SPARE_EARLY, true, 1, true, true},
        {SPARE_EARLY, false, 2, true, true}, {SPARE_LATE, true, 8, true, false},
        {SPARE_LATE, false, 2, true, false}, {SPARE_OFF, true, 8, false, false},
        {SPARE_FORK, true, 1, true, false},  {SPARE_FORK, true, 2, true, true},
        {SPARE_FORK, false, 2, false, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s = {.spare = rows[i].spare};
        struct handler h = {.bridged = rows[i].bridged,
                            .engine = &engine_python};
        struct spare_policy policy = spare_policy_from(&s, &h, rows[i].cpus);
        assert_int_equal(policy.enabled, rows[i].wanted);
        if (policy.enabled)
            assert_int_equal(policy.early, rows[i].early);
    }
}

/* A hostile handler could attack the process of the next event. */
static void a_strict_sandbox_has_no_early_spare(void **state)
{
    static const enum spare_mode spares[] = {SPARE_AUTO, SPARE_ON, SPARE_EARLY};
    struct handler h = {.bridged = true, .engine = &engine_python};

    (void)state;
    for (size_t i = 0; i < COUNT(spares); i++) {
        struct settings s = {.spare = spares[i], .isolation = ISOLATION_STRICT};
        struct spare_policy policy = spare_policy_from(&s, &h, 2);
        assert_true(policy.enabled);
        assert_false(policy.early);
    }
}

static void only_some_platforms_freeze_the_sandbox_between_events(void **state)
{
    static const struct {
        const char *type;
        bool frozen;
    } rows[] = {
        {NULL, false},        {"", false},
        {"on-demand", true},  {"provisioned-concurrency", true},
        {"snap-start", true}, {"lambda-managed-instances", false},
    };
    struct handler h = {.bridged = true, .engine = &engine_python};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s = {.start_type = rows[i].type};
        assert_int_equal(spare_policy_from(&s, &h, 2).frozen, rows[i].frozen);
    }
}

static void setting_engine_and_isolation_decide_about_copies(void **state)
{
    static const struct engine untested = {.copying = COPYING_BY_LIBRARY};
    static const struct engine never = {.copying = COPYING_NONE};
    static const struct {
        const struct engine *engine;
        enum spare_mode spare;
        enum copies copies;
    } rows[] = {
        {&engine_python, SPARE_AUTO, COPIES_TESTED},
        {&engine_python, SPARE_FORK, COPIES_ASKED},
        {&engine_python, SPARE_ON, COPIES_NEVER},
        {&engine_python, SPARE_EARLY, COPIES_NEVER},
        {&engine_python, SPARE_LATE, COPIES_NEVER},
        {&engine_python, SPARE_OFF, COPIES_NEVER},
        {&untested, SPARE_AUTO, COPIES_NEVER},
        {&untested, SPARE_FORK, COPIES_ASKED},
        {&never, SPARE_FORK, COPIES_NEVER},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s = {.spare = rows[i].spare, .reuse = 1};
        struct handler h = {.bridged = true, .engine = rows[i].engine};
        assert_int_equal(spare_policy_from(&s, &h, 2).copies, rows[i].copies);
        assert_int_equal(spare_policy_why_started(&s, &h) != NULL,
                         rows[i].engine == &never);
        s.isolation = ISOLATION_STRICT;
        assert_non_null(spare_policy_why_started(&s, &h));
        assert_int_equal(spare_policy_from(&s, &h, 2).copies, COPIES_NEVER);
        s.isolation = ISOLATION_NORMAL;
        s.reuse = 2; /* a process that is kept */
        assert_int_equal(spare_policy_from(&s, &h, 2).copies,
                         rows[i].copies == COPIES_ASKED ? COPIES_ASKED
                                                        : COPIES_NEVER);
        h.bridged = false;
        h.engine = NULL;
        assert_int_equal(spare_policy_from(&s, &h, 2).copies, COPIES_NEVER);
    }
}

static void two_processes_must_fit_into_the_functions_memory(void **state)
{
    static const struct {
        const char *memory_mb;
        int64_t peak_kib;
        int64_t shared_kib; /* with their template */
        bool fits;
    } rows[] = {
        {NULL, 1 << 30, 0, true},
        {"a lot", 1 << 30, 0, true},
        {"128", 0, 0, true},
        {"128", 56 * 1024, 0, true},
        {"128", 56 * 1024 + 1, 0, false},
        {"10240", 5 * 1024 * 1024, 0, false},
        {"10240", 5 * 1000 * 1024, 0, true},
        {"128", 70 * 1024, 28 * 1024, true},
        {"128", 70 * 1024, 28 * 1024 - 1, false},
    };
    struct handler h = {.bridged = true, .engine = &engine_python};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s = {.memory_mb = rows[i].memory_mb};
        struct spare_policy policy = spare_policy_from(&s, &h, 2);
        assert_int_equal(spare_policy_memory_fits(&policy, rows[i].peak_kib,
                                                  rows[i].shared_kib),
                         rows[i].fits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_strict_sandbox_has_no_early_spare),
        cmocka_unit_test(the_setting_the_handler_and_the_cpus_decide),
        cmocka_unit_test(only_some_platforms_freeze_the_sandbox_between_events),
        cmocka_unit_test(setting_engine_and_isolation_decide_about_copies),
        cmocka_unit_test(two_processes_must_fit_into_the_functions_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
