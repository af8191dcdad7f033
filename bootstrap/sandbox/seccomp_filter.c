#include "bootstrap/sandbox/seccomp_filter.h"

#include <errno.h>
#include <sys/syscall.h>

#include "common/compiler.h"

/* From linux/audit.h, linux/seccomp.h and linux/bpf_common.h. */
#if defined(__x86_64__)
enum { MACHINE = (int)0xC000003E, OTHER_NUMBERS = 0x40000000 };
#elif defined(__aarch64__)
enum { MACHINE = (int)0xC00000B7, OTHER_NUMBERS = 0x40000000 };
#else
enum { MACHINE = 0, OTHER_NUMBERS = 0 };
#endif

enum { LOAD = 0x20, IF_EQUAL = 0x15, IF_ABOVE = 0x35, IF_ANY = 0x45, END = 6 };
enum { AT_NUMBER = 0, AT_MACHINE = 4, AT_WORDS = 16 };
enum { ALLOWED = 0x7fff0000, REFUSED = 0x00050000 };

/* Refused: memory and descriptors of other processes; kernel modules; keys
 * (keyrings belong to no namespace and outlive their process); mounts;
 * namespaces; clocks; System V IPC, which outlives its process as well; and
 * known ways around filters: io_uring, userfaultfd, bpf. */
static const int never[] = {
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_kcmp,
    SYS_process_vm_writev,
    SYS_pidfd_getfd,
    SYS_pidfd_send_signal,
    SYS_bpf,
    SYS_process_madvise,
    SYS_userfaultfd,
    SYS_perf_event_open,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_add_key,
    SYS_io_uring_register,
    SYS_keyctl,
    SYS_request_key,
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
    SYS_vhangup,
    SYS_name_to_handle_at,
    SYS_shmget,
    SYS_msgget,
    SYS_semget,
    SYS_mq_open,
    SYS_move_pages,
    SYS_migrate_pages,
#if defined(__x86_64__)
    SYS_iopl,
    SYS_ioperm,
    SYS_kexec_file_load,
#endif
};

/* A call that is refused if its n-th argument equals a value, differs from it,
 * or has one of its bits. */
enum test { IS, IS_NOT, HAS };

struct refusal {
    int number;
    unsigned word;
    enum test test;
    uint32_t value;
};

enum {
    PRIORITY_OF_PROCESS = 0,
    IO_PRIORITY_OF_PROCESS = 1,
    SET_OWNER = 8,
    SET_SIGNAL = 10,
    SET_OWNER_EX = 15,
    IOCTL_SET_OWNER = 0x8901,
    IOCTL_SET_GROUP = 0x8902,
    IOCTL_TYPE_IN = 0x5412,
    /* CLONE_PARENT would make the process a child of the bootstrap; the
     * others create namespaces, in which it would be root. */
    CLONE_BROTHER = 0x00008000,
    CLONE_NEW = 0x00020000 | 0x7E000000,
};

static const struct refusal refusals[] = {
    {SYS_clone, 0, HAS, CLONE_NEW},
    /* F_SETOWN and F_SETSIG can send any signal to any process. */
    {SYS_fcntl, 1, IS, SET_OWNER},
    {SYS_fcntl, 1, IS, SET_OWNER_EX},
    {SYS_fcntl, 1, IS, SET_SIGNAL},
    {SYS_ioctl, 1, IS, IOCTL_SET_OWNER},
    {SYS_ioctl, 1, IS, IOCTL_SET_GROUP},
    {SYS_ioctl, 1, IS, IOCTL_TYPE_IN},
    {SYS_kill, 0, IS, (uint32_t)-1},
    {SYS_prlimit64, 0, IS_NOT, 0},
    {SYS_setpriority, 0, IS_NOT, PRIORITY_OF_PROCESS},
    {SYS_ioprio_set, 0, IS_NOT, IO_PRIORITY_OF_PROCESS},
};

/* Calls whose first, and those whose second argument must name no thread of the
 * bootstrap or of a template. */
static const int first_names[] = {
    SYS_kill,
    SYS_tkill,
    SYS_tgkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_pidfd_open,
    SYS_sched_setaffinity,
    SYS_sched_setscheduler,
    SYS_sched_setparam,
    SYS_sched_setattr,
};
static const int second_names[] = {SYS_setpriority, SYS_ioprio_set};

static void add(struct seccomp_filter *filter, int code, int then,
                int otherwise, uint32_t value)
{
    if (filter->count < SECCOMP_STEPS_MAX)
        filter->steps[filter->count] = (struct seccomp_step){
            .code = (uint16_t)code,
            .then = (uint8_t)then,
            .otherwise = (uint8_t)otherwise,
            .value = value,
        };
    filter->count++;
}

static void add_end(struct seccomp_filter *filter, int error)
{
    add(filter, END, 0, 0,
        error ? (uint32_t)REFUSED | (uint32_t)error : (uint32_t)ALLOWED);
}

static void add_never(struct seccomp_filter *filter, int number, int error)
{
    add(filter, IF_EQUAL, 0, 1, (uint32_t)number);
    add_end(filter, error);
}

/* Compares the lower 32 bits: these calls use no more. */
static void add_refusal(struct seccomp_filter *filter, const struct refusal *r)
{
    int code = r->test == HAS ? IF_ANY : IF_EQUAL;

    add(filter, IF_EQUAL, 0, 4, (uint32_t)r->number);
    add(filter, LOAD, 0, 0, AT_WORDS + 8 * r->word);
    add(filter, code, r->test == IS_NOT, r->test != IS_NOT, r->value);
    add_end(filter, EPERM);
    add(filter, LOAD, 0, 0, AT_NUMBER);
}

/* The numbers of another machine's calling convention mean other calls. */
static void add_machine(struct seccomp_filter *filter)
{
    add(filter, LOAD, 0, 0, AT_MACHINE);
    add(filter, IF_EQUAL, 1, 0, (uint32_t)MACHINE);
    add_end(filter, ENOSYS);
    add(filter, LOAD, 0, 0, AT_NUMBER);
    add(filter, IF_ABOVE, 0, 1, OTHER_NUMBERS);
    add_end(filter, ENOSYS);
}

static const struct refusal brothers = {SYS_clone, 0, HAS, CLONE_BROTHER};

/* A jump leads over at most 255 steps. */
_Static_assert(SECCOMP_THREADS_MAX + 3 <= UINT8_MAX, "see add_names");

/* Refuses these calls if the n-th argument is one of the threads. */
static void add_names(struct seccomp_filter *filter, const int *calls,
                      size_t call_count, unsigned word, const pid_t *threads,
                      size_t count)
{
    for (size_t left = call_count; left-- > 0;)
        add(filter, IF_EQUAL, (int)left, left == 0 ? (int)count + 3 : 0,
            (uint32_t)*calls++);
    add(filter, LOAD, 0, 0, AT_WORDS + 8 * word);
    for (size_t left = count; left-- > 0;)
        add(filter, IF_EQUAL, (int)left, left == 0, (uint32_t)*threads++);
    add_end(filter, EPERM);
    add(filter, LOAD, 0, 0, AT_NUMBER);
}

static void add_named(struct seccomp_filter *filter, const pid_t *threads,
                      size_t count)
{
    add_names(filter, first_names, COUNT(first_names), 0, threads, count);
    add_names(filter, second_names, COUNT(second_names), 1, threads, count);
}

bool seccomp_filter_make(struct seccomp_filter *filter,
                         const struct seccomp_rules *rules)
{
    filter->count = 0;
    add_machine(filter);
    for (size_t i = 0; i < COUNT(never); i++)
        add_never(filter, never[i], EPERM);
    /* The filter cannot read flags behind a pointer; ENOSYS makes C libraries
     * fall back to clone. */
    add_never(filter, SYS_clone3, ENOSYS);
    if (rules->no_sockets)
        add_never(filter, SYS_socket, EACCES);
    for (size_t i = 0; i < COUNT(refusals); i++)
        add_refusal(filter, &refusals[i]);
    if (!rules->copies)
        add_refusal(filter, &brothers);
    add_named(filter, &rules->supervisor_pid, 1);
    add_refusal(filter, &(struct refusal){SYS_kill, 0, IS,
                                          (uint32_t)-rules->supervisor_group});
    add_end(filter, 0);
    return MACHINE != 0 && filter->count <= SECCOMP_STEPS_MAX;
}

bool seccomp_filter_make_copy(struct seccomp_filter *filter, pid_t template_pid,
                              const pid_t *threads, size_t count)
{
    filter->count = 0;
    if (count == 0 || count > SECCOMP_THREADS_MAX)
        return false;
    add_machine(filter);
    add_refusal(filter, &brothers);
    add_named(filter, threads, count);
    add_refusal(filter,
                &(struct refusal){SYS_kill, 0, IS, (uint32_t)-template_pid});
    add_end(filter, 0);
    return MACHINE != 0 && filter->count <= SECCOMP_STEPS_MAX;
}
