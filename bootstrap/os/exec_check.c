#include "bootstrap/os/exec_check.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "common/function/exec_error.h"

enum {
    PARTS_MAX = 64, /* program headers; compilers write about 12 */
    /* No errno is that large, so it can be an exit status. */
    NOT_KNOWN = 255,
    BUSY_MS = 1000,
    BUSY_AGAIN_US = 20000,
};

void exec_mark_read(struct exec_mark *mark, const char *file)
{
    struct stat is;

    *mark = (struct exec_mark){.inode = 0};
    if (stat(file, &is) == 0)
        *mark = (struct exec_mark){.device = is.st_dev,
                                   .inode = is.st_ino,
                                   .size = is.st_size,
                                   .changed = is.st_ctim};
}

bool exec_mark_is_same(const struct exec_mark *mark, const char *file)
{
    struct exec_mark now;

    exec_mark_read(&now, file);
    return now.device == mark->device && now.inode == mark->inode &&
           now.size == mark->size &&
           now.changed.tv_sec == mark->changed.tv_sec &&
           now.changed.tv_nsec == mark->changed.tv_nsec;
}

/* The part lies beyond the end of the file. */
static bool is_beyond(int fd, const Elf64_Ehdr *head, int number, off_t size)
{
    Elf64_Phdr part;
    off_t at = (off_t)number * head->e_phentsize;

    if (head->e_phoff > (Elf64_Off)size)
        return true;
    at += (off_t)head->e_phoff;
    if (pread(fd, &part, sizeof part, at) != (ssize_t)sizeof part)
        return true;
    return part.p_type == PT_LOAD &&
           (part.p_offset > (Elf64_Off)size ||
            part.p_filesz > (Elf64_Off)size - part.p_offset);
}

bool exec_is_cut_short(const char *file)
{
    AUTO(int, fd_close) fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    Elf64_Ehdr head;
    struct stat is;

    if (fd < 0 || fstat(fd, &is) != 0 ||
        pread(fd, &head, sizeof head, 0) != (ssize_t)sizeof head ||
        memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
        head.e_ident[EI_CLASS] != ELFCLASS64 ||
        head.e_phentsize != sizeof(Elf64_Phdr))
        return false;
    for (int i = 0; i < head.e_phnum && i < PARTS_MAX; i++)
        if (is_beyond(fd, &head, i, is.st_size))
            return true;
    return false;
}

/* Its tracer stops it when the kernel has loaded the program. */
static void run_stopped(const char *file)
{
    char *const argv[] = {(char *)(size_t)file, NULL};

    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 || raise(SIGSTOP) != 0)
        _exit(NOT_KNOWN);
    (void)execv(file, argv);
    _exit(errno);
}

/* Its exit status, and 0 if the program is loaded. */
static int follow(pid_t child)
{
    const long options = PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    siginfo_t info = {.si_pid = 0};

    while (waitid(P_PID, (id_t)child, &info, WEXITED | WSTOPPED) == 0 &&
           info.si_code == CLD_TRAPPED) {
        if (info.si_status == (SIGTRAP | (PTRACE_EVENT_EXEC << 8)))
            return 0;
        if (ptrace(PTRACE_SETOPTIONS, child, NULL, options) != 0 ||
            ptrace(PTRACE_CONT, child, NULL, NULL) != 0)
            return NOT_KNOWN;
    }
    if (info.si_code == CLD_EXITED)
        return info.si_status;
    /* The kernel has given up in the middle of it. */
    return info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED ? ENOEXEC
                                                                    : NOT_KNOWN;
}

/* The errno of its execve(2); 0: it has none. */
static int try(const char *file)
{
    siginfo_t end;
    pid_t child = fork();

    if (child == 0)
        run_stopped(file);
    if (child < 0)
        return 0;
    int status = follow(child);
    (void)kill(child, SIGKILL);
    while (waitid(P_PID, (id_t)child, &end, WEXITED) != 0 && errno == EINTR)
        continue;
    return status == NOT_KNOWN ? 0 : status;
}

bool exec_check(const char *file, struct error *err)
{
    int64_t until_ms = clock_mono_ms() + BUSY_MS;
    char reason[EXEC_ERROR_SIZE];
    int error;

    if (exec_is_cut_short(file))
        return error_set(
            err, "cannot run %s: it ends before what its headers name", file);
    while ((error = try(file)) == ETXTBSY && clock_mono_ms() < until_ms)
        (void)usleep(BUSY_AGAIN_US);
    if (!error)
        return true;
    exec_error_explain(file, error, reason);
    errno = error;
    return error_set_errno(err, "cannot run %s%s", file, reason);
}
