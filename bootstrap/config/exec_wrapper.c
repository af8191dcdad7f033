#include "bootstrap/config/exec_wrapper.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"

bool exec_wrapper_run(const char *wrapper, char **argv, struct error *err)
{
    char self[PATH_MAX] = "";
    size_t count = 0;

    while (argv[count])
        count++;
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return error_set_errno(err, "cannot find the bootstrap's own path");
    char **longer = mem_new(count + 2, sizeof *longer);
    if (!longer || setenv(EXEC_WRAPPER_GUARD, "1", 1) != 0) {
        mem_free(longer);
        return error_set(err, "out of memory to run AWS_LAMBDA_EXEC_WRAPPER");
    }
    longer[0] = (char *)(size_t)wrapper;
    longer[1] = self;
    for (size_t i = 1; i < count; i++)
        longer[i + 1] = argv[i];
    (void)execve(wrapper, longer, environ);
    (void)error_set_errno(err, "cannot run AWS_LAMBDA_EXEC_WRAPPER \"%s\"%s",
                          wrapper,
                          errno == EACCES ? " (is chmod +x missing?)" : "");
    mem_free(longer);
    return false;
}
