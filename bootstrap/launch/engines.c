#include "bootstrap/launch/engines.h"

#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/engine_python.h"
#include "bootstrap/launch/engine_qjs.h"

const struct engine *const engines[] = {
    &engine_node, &engine_deno, &engine_bun, &engine_qjs, &engine_python, NULL,
};
