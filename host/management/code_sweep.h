/* code_sweep.h - removes code from the code store when nothing needs it any
 * more. */
#ifndef DAYFLY_HOST_MANAGEMENT_CODE_SWEEP_H
#define DAYFLY_HOST_MANAGEMENT_CODE_SWEEP_H

struct management;

void code_sweep_open(struct management *m);
/* Forgets what it was to remove. */
void code_sweep_close(struct management *m);
/* Removes the code once no configuration has it any more and no process loads
 * it; "": none. */
void code_sweep_forget(struct management *m, const char *sha256);

#endif
