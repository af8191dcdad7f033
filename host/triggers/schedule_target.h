/* schedule_target.h - tells whoever makes a schedule what its function is now.
 */
#ifndef DAYFLY_HOST_TRIGGERS_SCHEDULE_TARGET_H
#define DAYFLY_HOST_TRIGGERS_SCHEDULE_TARGET_H

struct api_target;

/* A note on standard error if there is no such function, or if its release is
 * meant in all likelihood. `function`: a name, with a qualifier or without. */
void schedule_target_tell(const struct api_target *target,
                          const char *function);

#endif
