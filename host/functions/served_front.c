#include "host/functions/served_front.h"

#include <stdio.h>
#include <string.h>

static void set_error(struct served_front *f, const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;
    char *copy = text ? mem_new(size, 1) : NULL;

    if (copy)
        memcpy(copy, text, size);
    if (!f->error != !copy || (copy && strcmp(copy, f->error) != 0))
        f->version++;
    mem_free(f->error);
    f->error = copy;
}

/* A file whose mistake is in another key is that of a function, which tells it;
 * without one it is told here. */
static void read_again(struct served_front *f, const char *folder)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;
    struct error err = ERROR_NONE;
    struct front value;

    if (!manifest_file_load(&file, folder, &err)) {
        if (f->value.is_given)
            set_error(f, err.text);
        return;
    }
    if (!front_read(&value, &file, folder, &err)) {
        set_error(f, err.text);
        return;
    }
    if (value.is_given || f->value.is_given)
        f->version++;
    set_error(f, NULL);
    front_free(&f->value);
    f->value = value;
}

void served_front_refresh(struct served_front *f, const char *folder)
{
    char path[PATH_MAX];
    struct file_mark mark;

    if (snprintf(path, sizeof path, "%s/" MANIFEST_FILE_NAME, folder) >=
        (int)sizeof path)
        return;
    file_mark_read(&mark, path);
    if (file_mark_is_same(&mark, &f->mark) && !file_mark_is_recent(&mark))
        return;
    f->mark = mark;
    read_again(f, folder);
}

void served_front_free(struct served_front *f)
{
    front_free(&f->value);
    mem_free(f->error);
    f->error = NULL;
}
