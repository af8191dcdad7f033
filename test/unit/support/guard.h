/* guard.h - inputs that end where memory ends: one byte read too far faults. */
#ifndef DAYFLY_TEST_GUARD_H
#define DAYFLY_TEST_GUARD_H

#include <stddef.h>

/* A copy of the bytes, followed by a page that may not be touched. It ends the
 * program when memory is short. */
char *guard_copy(const void *bytes, size_t size);
void guard_free(char *copy, size_t size);

#endif
