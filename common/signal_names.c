#include "common/signal_names.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>

#include "common/compiler.h"

static const struct row {
    int signo;
    const char *word;
} table[] = {
    {SIGHUP, "hangup"},
    {SIGINT, "interrupt"},
    {SIGQUIT, "quit"},
    {SIGILL, "illegal instruction"},
    {SIGTRAP, "trace/breakpoint trap"},
    {SIGABRT, "aborted"},
    {SIGBUS, "bus error"},
    {SIGFPE, "floating point exception"},
    {SIGKILL, "killed"},
    {SIGUSR1, "user defined signal 1"},
    {SIGSEGV, "segmentation fault"},
    {SIGUSR2, "user defined signal 2"},
    {SIGPIPE, "broken pipe"},
    {SIGALRM, "alarm clock"},
    {SIGTERM, "terminated"},
    {SIGXCPU, "CPU time limit exceeded"},
    {SIGXFSZ, "file size limit exceeded"},
    {SIGSYS, "bad system call"},
};

void signal_name(int signo, char word[SIGNAL_NAME_SIZE])
{
    for (size_t i = 0; i < COUNT(table); i++) {
        if (table[i].signo == signo) {
            (void)snprintf(word, SIGNAL_NAME_SIZE, "%s", table[i].word);
            return;
        }
    }
    (void)snprintf(word, SIGNAL_NAME_SIZE, "signal %d", signo);
}
