/* failing.h - memory that runs out when a test wants it to. The unit tests are
 * linked with --wrap=realloc,--wrap=calloc, so that every allocation of the one
 * room that allocates (bootstrap/base/buf.c) comes through here. */
#ifndef DAYFLY_TEST_FAILING_H
#define DAYFLY_TEST_FAILING_H

#include <stdbool.h>

/* The n-th allocation from now on (the first is 1) fails, and every later one;
 * 0: none does. */
void failing_from(int n);
/* An allocation was refused since failing_from() was called. */
bool failing_happened(void);

#endif
