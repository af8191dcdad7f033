/* own_user.h - whether a function can be run by a user of its own, and what is
 * closed to it if not. */
#ifndef DAYFLY_HOST_MANAGEMENT_OWN_USER_H
#define DAYFLY_HOST_MANAGEMENT_OWN_USER_H

struct function;
struct management;

/* If the host is root, and that user can read the code and run what runs it.
 * Otherwise the function is run by the host's user: a host that is root logs
 * why, another closes its folder to the function. */
void own_user_set(struct management *m, struct function *fn);

#endif
