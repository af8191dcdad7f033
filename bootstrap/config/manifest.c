#include "bootstrap/config/manifest.h"

#include <stdlib.h>

bool manifest_invalid(const struct manifest_file *file, const char *key,
                      const char *expected, struct error *err)
{
    return manifest_file_error(file, key, err, "\"%.64s\" must be %s", key,
                               expected);
}

bool manifest_export(const struct manifest_file *file, struct error *err)
{
    const char *name;
    json_t *value;

    json_object_foreach(manifest_file_get(file, "env"), name, value)
    {
        if (setenv(name, json_string_value(value), 0) != 0)
            return error_set_errno(err, "cannot set the variable %.64s", name);
    }
    return true;
}
