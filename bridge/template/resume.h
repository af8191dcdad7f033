/* One thread again, in a copy. */
#ifndef TEMPLATE_RESUME_H
#define TEMPLATE_RESUME_H

#include "bridge/template/threads.h"

/* Makes the thread that `thread` describes. Returns its tid or -errno. */
long resume(struct thread *thread);

#if defined(__x86_64__)
/* What a signal handler returns to. */
void resume_restorer(void);
#endif

#endif
