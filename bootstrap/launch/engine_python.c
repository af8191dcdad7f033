#include "bootstrap/launch/engine_python.h"

const struct engine engine_python = {
    .name = "python",
    .executable = "python3",
    .modules = {{"py", 1}, {"pyc", 1}, {"so", 1}},
    .bridge = "runtime.py",
    .dotted_packages = true,
    .packages = {"/opt/python/lib/python3*/site-packages", "/opt/python"},
    .variables = {"PYTHONDONTWRITEBYTECODE=1"},
    .variable_prefix = "PYTHON",
    .copying = COPYING_BY_BRIDGE,
    .copied_versions = {"python/3."},
    .minimum = {.memory_mb = 16, .data_mb = 32, .processes = 1, .files = 16},
};
