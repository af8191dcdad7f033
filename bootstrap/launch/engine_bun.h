/* engine_bun.h - how dayfly runs Bun. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_BUN_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_BUN_H

#include "bootstrap/launch/engine.h"

extern const struct engine engine_bun;

#endif
