/* bootstrap/sandbox/seccomp_filter - the results of the filter program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#include "bootstrap/sandbox/seccomp_filter.h"
#include "test/unit/support/filter_run.h"

enum { KEEPER = 4711, GROUP = 4700, ALLOW = 0x7fff0000, REFUSE = 0x00050000 };

static uint32_t answer(const struct filter_call *call)
{
    const struct seccomp_rules rules = {.supervisor_pid = KEEPER,
                                        .supervisor_group = GROUP,
                                        .sockets = SOCKETS_ALL,
                                        .no_attributes = true};
    struct seccomp_filter filter;

    assert_true(seccomp_filter_make(&filter, &rules));
    return filter_run(&filter, call);
}

static void calls_against_other_processes_are_refused(void **state)
{
    static const struct {
        int number;
        uint64_t words[3];
        uint32_t answer;
    } rows[] = {
        {SYS_kill, {KEEPER, SIGKILL}, REFUSE | EPERM},
        {SYS_kill, {KEEPER + 1, SIGKILL}, ALLOW},
        {SYS_kill, {0, SIGTERM}, ALLOW},
        {SYS_kill, {(uint32_t)-1, SIGKILL}, REFUSE | EPERM},
        {SYS_kill, {(uint64_t)-1, SIGKILL}, REFUSE | EPERM},
        {SYS_kill, {(uint64_t)-GROUP, SIGKILL}, REFUSE | EPERM},
        {SYS_kill, {KEEPER | 1ULL << 32, SIGKILL}, REFUSE | EPERM},
        {SYS_tgkill, {KEEPER, KEEPER, SIGKILL}, REFUSE | EPERM},
        {SYS_prlimit64, {0}, ALLOW},
        {SYS_prlimit64, {KEEPER}, REFUSE | EPERM},
        {SYS_prlimit64, {1}, REFUSE | EPERM},
        {SYS_setpriority, {0, 0, 5}, ALLOW},
        {SYS_setpriority, {2, 0, 5}, REFUSE | EPERM},
        {SYS_setpriority, {0, KEEPER, 5}, REFUSE | EPERM},
        {SYS_sched_setaffinity, {KEEPER}, REFUSE | EPERM},
        {SYS_sched_setaffinity, {KEEPER + 1}, REFUSE | EPERM},
        {SYS_ptrace, {0}, REFUSE | EPERM},
        {SYS_keyctl, {0}, REFUSE | EPERM},
        {SYS_fcntl, {3, 8, KEEPER}, REFUSE | EPERM},
        {SYS_fcntl, {3, 10, SIGKILL}, REFUSE | EPERM},
        {SYS_fcntl, {3, 15, 1}, REFUSE | EPERM},
        {SYS_fcntl, {3, 1024, 0}, REFUSE | EPERM}, /* F_SETLEASE */
        {SYS_fcntl, {3, 1040, 0}, REFUSE | EPERM}, /* F_SETDELEG */
        {SYS_mknodat, {3, 0, 0020600}, REFUSE | EPERM},
        {SYS_mknodat, {3, 0, 0060600}, REFUSE | EPERM},
        {SYS_mknodat, {3, 0, 0010600}, ALLOW}, /* a named pipe */
        {SYS_mknodat, {3, 0, 0140600}, ALLOW}, /* a socket */
        {SYS_mknodat, {3, 0, 0100600}, ALLOW},
        {SYS_fcntl, {3, 1}, ALLOW},
        {SYS_fcntl, {3, 1030, 3}, ALLOW},
        {SYS_ioctl, {3, 0x8901}, REFUSE | EPERM}, /* FIOSETOWN */
        {SYS_ioctl, {3, 0x8902}, REFUSE | EPERM}, /* SIOCSPGRP */
        {SYS_ioctl, {3, 0x5412}, REFUSE | EPERM}, /* TIOCSTI */
        {SYS_ioctl, {3, 0x5413}, ALLOW},          /* TIOCGWINSZ */
        {SYS_tkill, {KEEPER}, REFUSE | EPERM},
        {SYS_tkill, {KEEPER + 1}, ALLOW},
        {SYS_rt_sigqueueinfo, {KEEPER}, REFUSE | EPERM},
        {SYS_rt_tgsigqueueinfo, {KEEPER}, REFUSE | EPERM},
        {SYS_pidfd_open, {KEEPER}, REFUSE | EPERM},
        {SYS_sched_setscheduler, {KEEPER}, REFUSE | EPERM},
        {SYS_sched_setparam, {KEEPER}, REFUSE | EPERM},
        {SYS_sched_setattr, {KEEPER}, REFUSE | EPERM},
        {SYS_sched_setattr, {0}, ALLOW},
        {SYS_sched_setattr, {1}, REFUSE | EPERM},
        {SYS_sched_setscheduler, {1}, REFUSE | EPERM},
        {SYS_sched_setparam, {1}, REFUSE | EPERM},
        {SYS_setpriority, {0, 1, 5}, REFUSE | EPERM},
        {SYS_ioprio_set, {1, 1}, REFUSE | EPERM},
        {SYS_ioprio_set, {1, KEEPER}, REFUSE | EPERM},
        {SYS_ioprio_set, {2, 0}, REFUSE | EPERM},
        {SYS_ioprio_set, {1, 0}, ALLOW},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct filter_call call = {.number = rows[i].number,
                                   .machine = FILTER_MACHINE};
        memcpy(call.words, rows[i].words, sizeof rows[i].words);
        assert_int_equal(answer(&call), rows[i].answer);
    }
}

/* Whatever its arguments are. */
static void dangerous_calls_are_refused(void **state)
{
    static const int numbers[] = {
        SYS_ptrace,
        SYS_process_vm_readv,
        SYS_process_vm_writev,
        SYS_process_madvise,
        SYS_kcmp,
        SYS_pidfd_getfd,
        SYS_pidfd_send_signal,
        SYS_perf_event_open,
        SYS_bpf,
        SYS_userfaultfd,
        SYS_io_uring_setup,
        SYS_io_uring_enter,
        SYS_io_uring_register,
        SYS_add_key,
        SYS_keyctl,
        SYS_request_key,
        SYS_shmget,
        SYS_shmat,
        SYS_shmctl,
        SYS_msgget,
        SYS_msgsnd,
        SYS_msgrcv,
        SYS_msgctl,
        SYS_semget,
        SYS_semop,
        SYS_semtimedop,
        SYS_semctl,
        SYS_mq_open,
        SYS_mq_unlink,
        SYS_init_module,
        SYS_finit_module,
        SYS_delete_module,
        SYS_kexec_load,
        SYS_mount,
        SYS_umount2,
        SYS_move_mount,
        SYS_open_tree,
        SYS_fsopen,
        SYS_fsconfig,
        SYS_fsmount,
        SYS_fspick,
        SYS_pivot_root,
        SYS_chroot,
        SYS_setns,
        SYS_unshare,
        SYS_swapon,
        SYS_swapoff,
        SYS_reboot,
        SYS_acct,
        SYS_sethostname,
        SYS_setdomainname,
        SYS_quotactl,
        SYS_syslog,
        SYS_settimeofday,
        SYS_clock_settime,
        SYS_adjtimex,
        SYS_clock_adjtime,
        SYS_fanotify_init,
        SYS_open_by_handle_at,
        SYS_name_to_handle_at,
        SYS_vhangup,
        SYS_move_pages,
        SYS_migrate_pages,
#if defined(__x86_64__)
        SYS_iopl,
        SYS_ioperm,
        SYS_kexec_file_load,
#endif
    };

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_int_equal(answer(&(struct filter_call){
                             .number = numbers[i], .machine = FILTER_MACHINE}),
                         REFUSE | EPERM);
}

static void ordinary_calls_are_allowed(void **state)
{
    static const int numbers[] = {SYS_read,   SYS_write,      SYS_openat,
                                  SYS_mmap,   SYS_execve,     SYS_exit_group,
                                  SYS_socket, SYS_socketpair, SYS_futex};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_int_equal(answer(&(struct filter_call){
                             .number = numbers[i], .machine = FILTER_MACHINE}),
                         ALLOW);
}

static void threads_and_children_are_allowed_but_no_namespaces(void **state)
{
    struct filter_call call = {.number = SYS_clone, .machine = FILTER_MACHINE};

    (void)state;
    call.words[0] = 0x003d0f00; /* the flags of pthread_create */
    assert_int_equal(answer(&call), ALLOW);
    call.words[0] = SIGCHLD;
    assert_int_equal(answer(&call), ALLOW);
    call.words[0] = 0x8000 | SIGCHLD;
    assert_int_equal(answer(&call), REFUSE | EPERM);
    static const uint64_t spaces[] = {0x00020000, 0x02000000, 0x04000000,
                                      0x08000000, 0x10000000, 0x20000000,
                                      0x40000000};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        call.words[0] = spaces[i] | SIGCHLD;
        assert_int_equal(answer(&call), REFUSE | EPERM);
    }
    call.number = SYS_clone3;
    assert_int_equal(answer(&call), REFUSE | ENOSYS);
}

static void attributes_of_files_are_refused(void **state)
{
    static const struct filter_call calls[] = {
        {.number = SYS_setxattr},
        {.number = SYS_lsetxattr},
        {.number = SYS_fsetxattr},
        {.number = SYS_removexattr},
        {.number = SYS_lremovexattr},
        {.number = SYS_fremovexattr},
        {.number = 463}, /* setxattrat */
        {.number = 466}, /* removexattrat */
        {.number = 469}, /* file_setattr */
        {.number = SYS_fcntl, .words = {3, 1036}},
        {.number = SYS_ioctl, .words = {3, 0x40086602}},
        {.number = SYS_ioctl, .words = {3, 0x401c5820}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct filter_call call = calls[i];
        call.machine = FILTER_MACHINE;
        assert_int_equal(answer(&call), REFUSE | EOPNOTSUPP);
    }
}

static void numbers_of_another_calling_convention_are_refused(void **state)
{
    struct filter_call call = {.number = SYS_read, .machine = 0x40000003};

    (void)state;
    assert_int_equal(answer(&call), REFUSE | ENOSYS);
    call.machine = FILTER_MACHINE;
    call.number = SYS_read | 0x40000000;
    assert_int_equal(answer(&call), REFUSE | ENOSYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_against_other_processes_are_refused),
        cmocka_unit_test(dangerous_calls_are_refused),
        cmocka_unit_test(ordinary_calls_are_allowed),
        cmocka_unit_test(threads_and_children_are_allowed_but_no_namespaces),
        cmocka_unit_test(attributes_of_files_are_refused),
        cmocka_unit_test(numbers_of_another_calling_convention_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
