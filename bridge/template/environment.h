/* The environment as the program finds it: without what is meant for us. */
#ifndef TEMPLATE_ENVIRONMENT_H
#define TEMPLATE_ENVIRONMENT_H

/* Takes DAYFLY_TEMPLATE out and returns its number, or -1 if there is none; in
 * that case nothing is changed. With it the first name in LD_PRELOAD is taken
 * out, which is this library; names that the user has put there stay. */
int environment_take(void);

#endif
