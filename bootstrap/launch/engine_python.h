/* engine_python.h - how dayfly runs Python. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_PYTHON_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_PYTHON_H

#include "bootstrap/launch/engine.h"

extern const struct engine engine_python;

#endif
