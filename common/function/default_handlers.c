#include "common/function/default_handlers.h"

#include <stddef.h>

const struct default_handler default_handlers[] = {
    {"index.mjs", "index.handler"},
    {"index.js", "index.handler"},
    {"index.cjs", "index.handler"},
    {"index.ts", "index.handler"},
    {"index.mts", "index.handler"},
    {"lambda_function.py", "lambda_function.lambda_handler"},
    {NULL, NULL},
};
