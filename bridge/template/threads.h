/* All threads of the process but the calling one: stopped, let go on, or made
 * again in a copy.
 *
 * A clone without CLONE_VM has only the thread that calls it. So each other
 * thread gets a signal and waits in its handler. The kernel has put all that
 * the thread was (registers, floating point and vector state, protection keys,
 * signal mask, alternate stack) into the frame of that signal. In the copy,
 * whose memory is the same, a new thread with the same TLS takes the frame as
 * its stack and calls rt_sigreturn: it goes on where the other one was
 * interrupted. A call that was interrupted is begun again (SA_RESTART) or fails
 * with EINTR, as signal(7) says for each call.
 *
 * DMTCP stops threads in the same way to write them to a file. */
#ifndef TEMPLATE_THREADS_H
#define TEMPLATE_THREADS_H

#include <stdbool.h>
#include <stddef.h>

#include "bridge/template/text.h"

enum { THREADS_MOST = 128 };

/* Asked: its signal is sent. Lost: it blocks the signal and its name is in the
 * table of those whose absence from a copy does no harm. */
enum thread_state { THREAD_ASKED, THREAD_PARKED, THREAD_LOST, THREAD_GONE };

/* threads_resume.c knows the offsets of the first members. */
struct thread {
    void *robust; /* head of the list of robust mutexes, or NULL */
    size_t robust_length;
    void *rseq;    /* NULL: not registered */
    char name[16]; /* "": that of the main thread */
    void *frame;   /* the stack pointer that rt_sigreturn expects */
    void *tls;
    int *tid_address;
    int tid;
    int state; /* enum thread_state */
};

struct threads {
    int phase;  /* a futex: whether threads that get the signal wait */
    int parked; /* a futex: counts the threads that wait */
    int signal;
    int count;
    void *robust; /* of the calling thread */
    size_t robust_length;
    char name[16];
    struct thread thread[THREADS_MOST];
};

/* Stops all other threads. Returns false and adds to `why` if one does not stop
 * within about 200 ms, or could not go on in a copy; some are stopped then
 * nevertheless. The caller is the main thread and blocks all signals. */
bool threads_park(struct threads *threads, struct line *why);

/* Lets all threads go on in this process. */
void threads_release(struct threads *threads);

/* In a copy: makes the threads again, which go on at once. Returns false if one
 * cannot be made. */
bool threads_resume(struct threads *threads);

#endif
