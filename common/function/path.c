#include "common/function/path.h"

#include <stdio.h>
#include <sys/stat.h>

bool path_join(char to[PATH_MAX], const char *folder, const char *name)
{
    int size = *name == '/' ? snprintf(to, PATH_MAX, "%s", name)
                            : snprintf(to, PATH_MAX, "%s/%s", folder, name);

    return size > 0 && size < PATH_MAX;
}

bool path_is_file(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISREG(is.st_mode);
}
