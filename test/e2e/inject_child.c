/* inject_child - makes a process have a child that it has not started (x86_64):
 *
 *     inject_child PID
 *
 * It forks where it waits for something, by our hand; the child waits for ever.
 * Prints the child's pid. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static int wait_for(pid_t pid)
{
    int how = 0;

    return waitpid(pid, &how, __WALL) == pid && WIFSTOPPED(how) ? how : -1;
}

int main(int argc, char **argv)
{
    pid_t pid = argc > 1 ? atoi(argv[1]) : 0;
    struct user_regs_struct old, regs;
    unsigned long child = 0;

    if (ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEFORK) != 0 ||
        ptrace(PTRACE_INTERRUPT, pid, 0, 0) != 0 || wait_for(pid) < 0 ||
        ptrace(PTRACE_GETREGS, pid, 0, &old) != 0)
        return perror("inject_child"), 1;
    regs = old;
    regs.rip -= 2; /* the instruction it waits in */
    regs.rax = SYS_clone;
    regs.orig_rax = (unsigned long long)-1;
    regs.rdi = SIGCHLD;
    regs.rsi = regs.rdx = regs.r10 = regs.r8 = 0;
    if (ptrace(PTRACE_SETREGS, pid, 0, &regs) != 0 ||
        ptrace(PTRACE_CONT, pid, 0, 0) != 0 || wait_for(pid) < 0 ||
        ptrace(PTRACE_GETEVENTMSG, pid, 0, &child) != 0 ||
        ptrace(PTRACE_SYSCALL, pid, 0, 0) != 0 || wait_for(pid) < 0)
        return perror("inject_child"), 1;
    regs.rax = SYS_pause;
    old.rax = (unsigned long long)-EINTR;
    old.orig_rax = (unsigned long long)-1;
    if (wait_for((pid_t)child) < 0 ||
        ptrace(PTRACE_SETREGS, child, 0, &regs) != 0 ||
        ptrace(PTRACE_SETREGS, pid, 0, &old) != 0 ||
        ptrace(PTRACE_DETACH, child, 0, 0) != 0 ||
        ptrace(PTRACE_DETACH, pid, 0, 0) != 0)
        return perror("inject_child"), 1;
    (void)printf("%lu\n", child);
    return 0;
}
