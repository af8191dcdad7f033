/* engine_qjs.h - how dayfly runs QuickJS. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_QJS_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_QJS_H

#include "bootstrap/launch/engine.h"

extern const struct engine engine_qjs;

#endif
