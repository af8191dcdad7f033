/* bootstrap/policy/process_sandbox - the sandboxes of processes, of a template
 * and of its copies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/policy/process_sandbox.h"
#include "common/fd.h"
#include "test/unit/support/temp_tree.h"

static struct sandbox_policy confined(void)
{
    struct sandbox_policy policy = {
        .wanted = true,
        .rules = {.supervisor_pid = 4711, .supervisor_group = 4711},
        .sandbox = SANDBOX,
        .resource_limits = RESOURCE_LIMITS};

    policy.landlock_config.abi = landlock_abi();
    return policy;
}

static void a_function_that_asks_for_nothing_has_no_sandbox(void **state)
{
    struct sandbox_policy policy = {.sandbox = SANDBOX};
    struct seccomp_filter filter = {.count = 7};
    const struct sandbox *sandbox = &policy.sandbox;
    struct error err = ERROR_NONE;
    int rules = -1;

    (void)state;
    assert_true(process_sandbox_make(&policy, 0, "", &sandbox, &err));
    assert_null(sandbox);
    sandbox = &policy.sandbox;
    assert_true(
        process_sandbox_make_template(&policy, 2, "", "", &sandbox, &err));
    assert_null(sandbox);
    assert_true(
        process_sandbox_make_copies(&policy, getpid(), &filter, &rules, &err));
    assert_int_equal(filter.count, 0);
    assert_int_equal(rules, -1);
    assert_true(process_sandbox_allows_copies(&policy));
    assert_false(process_sandbox_opens_root(&policy));
    assert_null(process_sandbox_group(&policy, 0));
}

static void namespaces_of_its_own_rule_copies_out(void **state)
{
    struct sandbox_policy policy = confined();

    (void)state;
    assert_true(process_sandbox_allows_copies(&policy));
    policy.sandbox.namespaces = CLONE_NEWPID;
    assert_false(process_sandbox_allows_copies(&policy));
    policy.sandbox.namespaces = 0;
    policy.sandbox.ipc = true;
    assert_false(process_sandbox_allows_copies(&policy));
}

/* A filter of the template must not stay that of processes that are started. */
static void template_and_started_process_have_filters_of_their_own(void **state)
{
    struct sandbox_policy policy = confined();
    struct seccomp_filter copies = {.count = 0};
    const struct sandbox *sandbox = NULL;
    struct error err = ERROR_NONE;
    int rules = -1;

    (void)state;
    assert_true(seccomp_filter_make(&policy.filter, &policy.rules));
    policy.sandbox.filter = &policy.filter;
    assert_true(
        process_sandbox_make_template(&policy, 2, "", "", &sandbox, &err));
    assert_ptr_equal(sandbox->filter, &policy.template_filter);
    assert_true(policy.template_filter.count < policy.filter.count);
    assert_true(process_sandbox_make(&policy, 0, "", &sandbox, &err));
    assert_ptr_equal(sandbox->filter, &policy.filter);
    assert_true(
        process_sandbox_make_copies(&policy, getpid(), &copies, &rules, &err));
    assert_true(copies.count > 0);
    assert_int_equal(rules, -1);
    assert_false(
        process_sandbox_make_copies(&policy, -1, &copies, &rules, &err));
    assert_non_null(strstr(err.text, "threads cannot be listed"));
}

static void each_process_may_use_its_private_folder_alone(void **state)
{
    struct sandbox_policy policy = confined();
    const struct sandbox *sandbox = NULL;
    struct error err = ERROR_NONE;
    char own[PATH_MAX];

    (void)state;
    if (policy.landlock_config.abi < LANDLOCK_FILES)
        skip();
    policy.landlock_config.file_access = ACCESS_WRITE;
    assert_true(process_sandbox_opens_root(&policy));
    policy.sandbox.uid = 4242;
    assert_false(process_sandbox_opens_root(&policy));
    policy.sandbox.uid = 0;
    tree_make();
    tree_add_folder("1");
    tree_path(own, "1");
    assert_true(process_sandbox_make_template(&policy, 2, tree_root, own,
                                              &sandbox, &err));
    int first = sandbox->landlock_rules;
    assert_true(first >= 0);
    assert_true(process_sandbox_make(&policy, 0, own, &sandbox, &err));
    assert_true(sandbox->landlock_rules >= 0);
    assert_false(
        process_sandbox_make(&policy, 0, "/none/such", &sandbox, &err));
    assert_non_null(strstr(err.text, "cannot grant /none/such"));
    assert_int_equal(rmdir(own), 0);
    assert_int_equal(symlink("/", own), 0);
    assert_false(process_sandbox_make(&policy, 0, own, &sandbox, &err));
    assert_non_null(strstr(err.text, "cannot grant"));
    fd_close(&policy.sandbox.landlock_rules);
}

static void a_folder_is_given_to_the_user_of_the_process(void **state)
{
    struct sandbox_policy policy = confined();
    struct error err = ERROR_NONE;
    struct stat is;

    (void)state;
    if (geteuid() != 0)
        skip();
    tree_make();
    assert_true(process_sandbox_give_folder(&policy, tree_root, &err));
    policy.sandbox.uid = 4242;
    assert_true(process_sandbox_give_folder(&policy, "", &err));
    assert_true(process_sandbox_give_folder(&policy, tree_root, &err));
    assert_int_equal(stat(tree_root, &is), 0);
    assert_int_equal(is.st_uid, 4242);
    assert_int_equal(is.st_gid, 4242);
    assert_false(process_sandbox_give_folder(&policy, "/none/such", &err));
}

/* A process that has entered the domain of a template, then the rules of a
 * copy. Returns its exit status: can it signal that brother of the same kind?
 */
static bool is_reached(const struct landlock_config *config, int rules)
{
    int domain = -1;
    int status = -1;
    struct error err = ERROR_NONE;

    assert_true(landlock_make(&domain, config, &err));
    pid_t template = fork();
    if (template == 0) {
        (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (!landlock_restrict_self(domain))
            _exit(9);
        pid_t brother = fork();
        if (brother == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            (void)alarm(1); /* the template may have ended before */
            (void)pause();
            _exit(0);
        }
        if (rules >= 0 && !landlock_restrict_self(rules))
            _exit(9);
        int reached = kill(brother, 0) == 0;
        _exit(reached);
    }
    assert_int_equal(waitpid(template, &status, 0), template);
    fd_close(&domain);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
    return WEXITSTATUS(status) == 1;
}

static void copies_are_separated_from_what_shares_their_domain(void **state)
{
    struct sandbox_policy policy = confined();
    struct seccomp_filter filter;
    struct error err = ERROR_NONE;
    int rules = -1;

    (void)state;
    if (policy.landlock_config.abi < LANDLOCK_SCOPES)
        skip();
    policy.landlock_config.scopes = true;
    assert_true(
        process_sandbox_make_copies(&policy, getpid(), &filter, &rules, &err));
    assert_true(rules >= 0);
    int kept = rules;
    assert_true(
        process_sandbox_make_copies(&policy, getppid(), &filter, &rules, &err));
    assert_int_equal(rules, kept);
    assert_true(is_reached(&policy.landlock_config, -1));
    assert_false(is_reached(&policy.landlock_config, rules));
    fd_close(&rules);
}

static int tear_down(void **state)
{
    return *tree_root ? tree_tear_down(state) : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_that_asks_for_nothing_has_no_sandbox),
        cmocka_unit_test(namespaces_of_its_own_rule_copies_out),
        cmocka_unit_test(
            template_and_started_process_have_filters_of_their_own),
        cmocka_unit_test_teardown(each_process_may_use_its_private_folder_alone,
                                  tear_down),
        cmocka_unit_test_teardown(a_folder_is_given_to_the_user_of_the_process,
                                  tear_down),
        cmocka_unit_test(copies_are_separated_from_what_shares_their_domain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
