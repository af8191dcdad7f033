/* engines.h - the interpreters that dayfly supports. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENGINES_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENGINES_H

#include "bootstrap/launch/engine.h"

/* All of them; ends in NULL. An interpreter that DAYFLY_INTERPRETER names and
 * that is not one of these is run like the first. */
extern const struct engine *const engines[];

#endif
