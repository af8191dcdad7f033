#include "bootstrap/launch/engine_qjs.h"

/* QuickJS has only the language's own interfaces: the last choice for
 * JavaScript, and not a choice for TypeScript. */
const struct engine engine_qjs = {
    .name = "qjs",
    .executable = "qjs",
    .modules = {{"js", 4}, {"mjs", 4}, {"cjs", 4}},
    .bridge = "runtime.js",
    .entry = "qjs.mjs",
    .default_function = "handler",
    .minimum = {.memory_mb = 4, .data_mb = 4, .processes = 1, .files = 16},
};
