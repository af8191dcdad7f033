#include "host/functions/served_template.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/fd.h"
#include "common/function/text_file.h"

static void set_error(struct served_template *t, const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;
    char *copy = text ? mem_new(size, 1) : NULL;

    if (copy)
        memcpy(copy, text, size);
    mem_free(t->error);
    t->error = copy;
}

void served_template_refresh(struct served_template *t,
                             const struct cfn_setting *setting, bool always)
{
    struct sam_template value;
    struct error err = ERROR_NONE;
    struct file_mark mark;

    file_mark_read(&mark, t->path);
    if (!always && file_mark_is_same(&mark, &t->mark) &&
        !file_mark_is_recent(&mark))
        return;
    t->mark = mark;
    if (!sam_template_load(&value, t->path, setting, &err)) {
        set_error(t, err.text);
        return;
    }
    set_error(t, NULL);
    sam_template_free(&t->value);
    t->value = value;
    t->version++;
}

/* Other tools have files of this name, too. One that cannot be read may be a
 * template. */
static bool is_of_aws(const char *path)
{
    struct stat is;
    AUTO(struct buf, buf_free) text = BUF(YAML_MAX_BYTES + 1);
    struct error ignored = ERROR_NONE;
    AUTO(int, fd_close) fd = text_file_open(path, &ignored);

    if (fd < 0)
        return *ignored.text && stat(path, &is) == 0 && S_ISREG(is.st_mode);
    return text_file_read(fd, path, &text, &ignored) &&
           strstr(text.data, "AWS::");
}

static bool find(const char *folder, char path[PATH_MAX])
{
    static const char *const names[] = {"template.yaml", "template.yml",
                                        "template.json"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (snprintf(path, PATH_MAX, "%s/%s", folder, names[i]) < PATH_MAX &&
            is_of_aws(path))
            return true;
    return false;
}

struct served_template *served_template_open(const char *folder,
                                             const struct cfn_setting *setting,
                                             struct error *err)
{
    char path[PATH_MAX];
    struct served_template *t;

    if (!find(folder, path))
        return NULL;
    t = mem_new(1, sizeof *t);
    if (!t || !(t->path = mem_new(strlen(path) + 1, 1))) {
        mem_free(t);
        (void)error_set(err, "out of memory");
        return NULL;
    }
    memcpy(t->path, path, strlen(path) + 1);
    served_template_refresh(t, setting, true);
    return t;
}

void served_template_free(struct served_template *t)
{
    if (!t)
        return;
    sam_template_free(&t->value);
    mem_free(t->path);
    mem_free(t->error);
    json_decref(t->told_notes);
    mem_free(t);
}

bool served_template_has_folder(const struct served_template *t,
                                const char *folder)
{
    size_t size = strlen(folder);

    for (size_t i = 0; i < t->value.function_count; i++) {
        const char *code = t->value.functions[i].folder;
        if (!strncmp(code, folder, size) && (!code[size] || code[size] == '/'))
            return true;
    }
    return false;
}
