/* Which threads may draw random numbers that all copies would share.
 *
 * Rust's library rand gives each thread a generator in its own memory, with a
 * seed of 32 bytes from the kernel. Deno's functions of node:crypto that take a
 * callback make keys with that of a thread of its pool. Other libraries notice
 * that they are in another process: OpenSSL by its id, BoringSSL and AWS-LC by
 * memory that is wiped in a copy. */
#ifndef TEMPLATE_DRAWS_H
#define TEMPLATE_DRAWS_H

#include <stddef.h>

#include "bridge/template/template.h"

/* The calling thread gets random bytes from the kernel. */
void draws_note(struct template *template, size_t size, unsigned long flags);

/* Before threads are stopped: a worker that has been terminated may not have
 * ended yet. Waits up to 50 ms for the ends of all threads that have drawn. */
void draws_await(const struct template *template);

/* Returns false and adds to `why` if a thread that stands still has a generator
 * of its own. That of the main thread is the bridge's business. */
bool draws_check(const struct template *template, struct line *why);

#endif
