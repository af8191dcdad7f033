#include "bootstrap/launch/scratch_variables.h"

const struct scratch_variable scratch_variables[SCRATCH_VARIABLES] = {
    {"TMPDIR=", ""},
    {"HOME=", ""},
    {"XDG_RUNTIME_DIR=", ""},
    {"XDG_CACHE_HOME=", "/.cache"},
    {"XDG_CONFIG_HOME=", "/.config"},
    {"XDG_DATA_HOME=", "/.local/share"},
    {"XDG_STATE_HOME=", "/.local/state"},
};
