#include "host/base/embedded_file.h"

#include <string.h>

/* Defines files[], which a file without a name ends. */
#include "gen/embedded_files.inc"

const struct embedded_file *embedded_file_next(const struct embedded_file *file,
                                               const char *prefix)
{
    for (file = file ? file + 1 : files; file->name; file++)
        if (!strncmp(file->name, prefix, strlen(prefix)))
            return file;
    return NULL;
}
