#include "bootstrap/sandbox/seccomp_filter.h"

#include <errno.h>
#include <sys/syscall.h>

#include "bootstrap/sandbox/seccomp_sockets.h"
#include "bootstrap/sandbox/seccomp_steps.h"
#include "common/compiler.h"

/* Refused: memory and descriptors of other processes; kernel modules; keys
 * (keyrings belong to no namespace and outlive their process); mounts;
 * namespaces; clocks; System V IPC, which outlives its process as well, also
 * what others have made: a number of it is enough; and known ways around
 * filters: io_uring, userfaultfd, bpf. */
static const uint16_t never[] = {
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
    SYS_move_pages,
    SYS_migrate_pages,
#if defined(__x86_64__)
    SYS_iopl,
    SYS_ioperm,
    SYS_kexec_file_load,
#endif
};

enum {
    PRIORITY_OF_PROCESS = 0,
    IO_PRIORITY_OF_PROCESS = 1,
    SET_OWNER = 8,
    SET_SIGNAL = 10,
    SET_OWNER_EX = 15,
    SET_LEASE = 1024,
    SET_DELEGATION = 1040,
    IOCTL_SET_OWNER = 0x8901,
    IOCTL_SET_GROUP = 0x8902,
    IOCTL_TYPE_IN = 0x5412,
    /* CLONE_PARENT would make the process a child of the bootstrap; the
     * others create namespaces, in which it would be root. */
    CLONE_BROTHER = 0x00008000,
    CLONE_NEW = 0x00020000 | 0x7E000000,
    /* In the mode of a device of either kind, and in no other. */
    MODE_OF_DEVICE = 0020000,
};

static const struct seccomp_refusal refusals[] = {
    {SYS_clone, 0, HAS, CLONE_NEW},
    /* F_SETOWN and F_SETSIG can send any signal to any process. */
    {SYS_fcntl, 1, IS, SET_OWNER},
    {SYS_fcntl, 1, IS, SET_OWNER_EX},
    {SYS_fcntl, 1, IS, SET_SIGNAL},
    /* With a lease on a file of its function, no other can open that file: no
     * further process of the function starts. */
    {SYS_fcntl, 1, IS, SET_LEASE},
    {SYS_fcntl, 1, IS, SET_DELEGATION},
    /* A disk or the memory, whatever paths are granted: root could make it. */
    {SYS_mknodat, 2, HAS, MODE_OF_DEVICE},
#if defined(__x86_64__)
    {SYS_mknod, 1, HAS, MODE_OF_DEVICE},
#endif
    {SYS_ioctl, 1, IS, IOCTL_SET_OWNER},
    {SYS_ioctl, 1, IS, IOCTL_SET_GROUP},
    {SYS_ioctl, 1, IS, IOCTL_TYPE_IN},
    {SYS_kill, 0, IS, (uint32_t)-1},
    {SYS_prlimit64, 0, IS_NOT, 0},
    {SYS_setpriority, 0, IS_NOT, PRIORITY_OF_PROCESS},
    {SYS_setpriority, 1, IS_NOT, 0},
    {SYS_ioprio_set, 0, IS_NOT, IO_PRIORITY_OF_PROCESS},
    {SYS_ioprio_set, 1, IS_NOT, 0},
    {SYS_sched_setaffinity, 0, IS_NOT, 0},
    {SYS_sched_setscheduler, 0, IS_NOT, 0},
    {SYS_sched_setparam, 0, IS_NOT, 0},
    {SYS_sched_setattr, 0, IS_NOT, 0},
};

/* Attributes of files and other words that an inode holds, by their numbers:
 * not every C library has the newer ones. */
enum {
    SETXATTRAT = 463,
    GETXATTRAT = 464,
    LISTXATTRAT = 465,
    REMOVEXATTRAT = 466,
    FILE_SETATTR = 469,
    SET_WRITE_HINT = 1036,
    SET_FILE_WRITE_HINT = 1038,
    IOCTL_SET_FLAGS = 0x40086602,
    IOCTL_SET_FLAGS_32 = 0x40046602,
    IOCTL_SET_ATTRIBUTES = 0x401c5820,
    IOCTL_SET_VERSION = 0x40087602,
    IOCTL_SET_VERSION_32 = 0x40047602,
};

static const uint16_t attribute_calls[] = {
    SYS_setxattr,    SYS_lsetxattr,    SYS_fsetxattr,
    SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
    SETXATTRAT,      REMOVEXATTRAT,    FILE_SETATTR,
};
static const struct seccomp_refusal attribute_words[] = {
    {SYS_fcntl, 1, IS, SET_WRITE_HINT},
    {SYS_fcntl, 1, IS, SET_FILE_WRITE_HINT},
    {SYS_ioctl, 1, IS, IOCTL_SET_FLAGS},
    {SYS_ioctl, 1, IS, IOCTL_SET_FLAGS_32},
    {SYS_ioctl, 1, IS, IOCTL_SET_ATTRIBUTES},
    {SYS_ioctl, 1, IS, IOCTL_SET_VERSION},
    {SYS_ioctl, 1, IS, IOCTL_SET_VERSION_32},
};

/* What these tell of a path, Landlock does not know. By a descriptor they need
 * one that was opened, as that knows. */
static const uint16_t attribute_reads[] = {
    SYS_getxattr,   SYS_lgetxattr, SYS_listxattr,
    SYS_llistxattr, GETXATTRAT,    LISTXATTRAT,
};

/* Calls whose first argument must name no thread of the bootstrap or of a
 * template. */
static const uint16_t naming_calls[] = {
    SYS_kill,
    SYS_tkill,
    SYS_tgkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_pidfd_open,
};

static const struct seccomp_refusal brothers = {SYS_clone, 0, HAS,
                                                CLONE_BROTHER};

static void refuse_group(struct seccomp_filter *filter, pid_t group)
{
    const struct seccomp_refusal refusal = {SYS_kill, 0, IS, (uint32_t)-group};

    seccomp_refuse_if(filter, &refusal, EPERM);
}

/* Programs that copy files expect a file system without attributes. */
static void refuse_attributes(struct seccomp_filter *filter)
{
    for (size_t i = 0; i < COUNT(attribute_calls); i++)
        seccomp_refuse(filter, attribute_calls[i], EOPNOTSUPP);
    for (size_t i = 0; i < COUNT(attribute_words); i++)
        seccomp_refuse_if(filter, &attribute_words[i], EOPNOTSUPP);
}

/* A watch tells the names in a folder as they are used. */
static void refuse_looks(struct seccomp_filter *filter)
{
    for (size_t i = 0; i < COUNT(attribute_reads); i++)
        seccomp_refuse(filter, attribute_reads[i], EOPNOTSUPP);
    seccomp_refuse(filter, SYS_inotify_add_watch, EACCES);
}

bool seccomp_filter_make(struct seccomp_filter *filter,
                         const struct seccomp_rules *rules)
{
    seccomp_begin(filter);
    for (size_t i = 0; i < COUNT(never); i++)
        seccomp_refuse(filter, never[i], EPERM);
    /* The filter cannot read flags behind a pointer; ENOSYS makes C libraries
     * fall back to clone. */
    seccomp_refuse(filter, SYS_clone3, ENOSYS);
    for (size_t i = 0; i < COUNT(refusals); i++)
        seccomp_refuse_if(filter, &refusals[i], EPERM);
    if (rules->no_attributes)
        refuse_attributes(filter);
    if (rules->no_looks)
        refuse_looks(filter);
    if (!rules->copies)
        seccomp_refuse_if(filter, &brothers, EPERM);
    seccomp_refuse_threads(filter, naming_calls, COUNT(naming_calls),
                           &rules->supervisor_pid, 1);
    refuse_group(filter, rules->supervisor_group);
    seccomp_add_sockets(filter, rules->sockets);
    return seccomp_finish(filter);
}

bool seccomp_filter_make_copy(struct seccomp_filter *filter, pid_t template_pid,
                              const pid_t *threads, size_t count)
{
    if (count == 0 || count > SECCOMP_THREADS_MAX)
        return false;
    seccomp_begin(filter);
    seccomp_refuse_if(filter, &brothers, EPERM);
    seccomp_refuse_threads(filter, naming_calls, COUNT(naming_calls), threads,
                           count);
    refuse_group(filter, template_pid);
    return seccomp_finish(filter);
}
