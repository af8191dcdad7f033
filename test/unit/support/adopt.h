/* adopt.h - a test program that starts processes as the bootstrap does. */
#ifndef DAYFLY_TEST_ADOPT_H
#define DAYFLY_TEST_ADOPT_H

#include <signal.h>

#include "bootstrap/os/descendants.h"

/* A cmocka group setup: orphans come to this process, and a pipe without a
 * reader is an error and not its end. */
static inline int adopt(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    return descendants_adopt(&err) ? 0 : -1;
}

#endif
