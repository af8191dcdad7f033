/* The control socket (AF_UNIX, SOCK_SEQPACKET): one request or answer is one
 * message.
 *
 *   prepare                        stop all threads, plan. Answer: ready, or
 *                                  refused REASON
 *   copy 0x00 FILTER               with three descriptors, stdin, stdout,
 * stderr: make a copy. FILTER is a program of seccomp for it, struct
 * sock_filter[], perhaps empty. Answer: its pid, or -ERRNO anything else
 * refused unknown request
 *
 * After `refused`, and at the end of the socket, threads go on and the process
 * is an ordinary one. */
#ifndef TEMPLATE_CONTROL_H
#define TEMPLATE_CONTROL_H

#include "bridge/template/template.h"

/* Makes the process a template with that control socket: not dumpable, so that
 * other processes of the same user cannot trace it or read its memory. Returns
 * false, and nothing is changed, if it is no such socket. */
bool control_open(struct template *template, int control);

/* Waits in a template until stdin has something to read or has ended; in a
 * process that is none it returns at once. Serves requests meanwhile. Returns
 * in the copies, too: true there. */
bool control_wait(struct template *template);

#endif
