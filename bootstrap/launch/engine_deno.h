/* engine_deno.h - how dayfly runs Deno. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_DENO_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_DENO_H

#include "bootstrap/launch/engine.h"

extern const struct engine engine_deno;

#endif
