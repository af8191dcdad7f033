/* One copy of the process. */
#ifndef TEMPLATE_COPY_H
#define TEMPLATE_COPY_H

#include <stddef.h>

#include "bridge/template/template.h"

struct copy_request {
    int fds[3];                   /* the copy's stdin, stdout and stderr */
    int rules;                    /* of Landlock, which it enters; -1: none */
    const void *filter;           /* of seccomp: struct sock_filter[] */
    unsigned short filter_length; /* in instructions; 0: none */
};

/* The exit status of a copy that could not be made whole. */
enum { COPY_EXIT = 125 };

/* Makes a copy, a child of this process's parent. Returns its pid or -errno in
 * the template. Returns 0 in the copy, whose threads go on, whose signals are
 * unblocked, and which is no template. A copy in which any step fails exits
 * with COPY_EXIT instead: no event has been read then. */
long copy_make(struct template *template, const struct copy_request *request);

/* A copy is not dumpable while it waits: another process of the same user could
 * read what its random numbers come from, or change what it will run. From now
 * on it has an event, and is like any other process. */
void copy_begin_event(struct template *template);

/* A copy that awaits something has read these bytes from its stdin. */
void copy_has_read(struct template *template, const char *bytes, size_t size);

#endif
