#include "bootstrap/config/limits.h"

#include <string.h>

const char *const limit_names[LIMIT_COUNT] = {
    [LIMIT_MEMORY] = "memory",       [LIMIT_CPU] = "cpu",
    [LIMIT_PROCESSES] = "processes", [LIMIT_FILES] = "files",
    [LIMIT_FILE_SIZE] = "fileSize",  [LIMIT_SCRATCH] = "scratch",
};

static const struct {
    int64_t most;
    const char *unit;
} rows[LIMIT_COUNT] = {
    [LIMIT_MEMORY] = {1024 * 1024, "MB"},
    [LIMIT_CPU] = {900, "seconds"},
    [LIMIT_PROCESSES] = {1000000, "processes and threads"},
    [LIMIT_FILES] = {1000000, "open files"},
    [LIMIT_FILE_SIZE] = {1024 * 1024, "MB"},
    [LIMIT_SCRATCH] = {1024 * 1024, "MB"},
};

static int limit_of(const char *name)
{
    int l = 0;

    while (l < LIMIT_COUNT && strcmp(limit_names[l], name) != 0)
        l++;
    return l;
}

bool limits_read(const json_t *value, struct limits *l, struct error *err)
{
    *l = (struct limits){0};
    if (!value)
        return true;
    if (!json_is_object(value))
        return error_set(err,
                         "\"limits\" must be an object, like "
                         "{\"memory\": 256, \"cpu\": 10}");
    json_t *all = (json_t *)(size_t)value;
    for (void *at = json_object_iter(all); at;
         at = json_object_iter_next(all, at)) {
        int one = limit_of(json_object_iter_key(at));
        json_int_t number = json_integer_value(json_object_iter_value(at));
        if (one == LIMIT_COUNT)
            return error_set(err,
                             "\"limits\" has the unknown key \"%.64s\"; there "
                             "are memory, cpu, processes, files, fileSize, "
                             "scratch",
                             json_object_iter_key(at));
        if (number < 1 || number > rows[one].most)
            return error_set(err,
                             "\"limits.%s\" must be a whole number of %s, 1 "
                             "to %lld",
                             limit_names[one], rows[one].unit,
                             (long long)rows[one].most);
        l->value[one] = number;
    }
    return true;
}
