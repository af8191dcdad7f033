/* engine_node.h - how dayfly runs Node. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_NODE_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_NODE_H

#include "bootstrap/launch/engine.h"

extern const struct engine engine_node;

#endif
