#include "host/front/front_mounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/front/front_error.h"

enum { TEXT_MAX = 1024 };

static char *copy_of(const char *text, const char *end)
{
    size_t room = strlen(text) + strlen(end) + 1;
    char *copy = mem_new(room, 1);

    if (copy)
        (void)snprintf(copy, room, "%s%s", text, end);
    return copy;
}

/* A text on one line that a header or a path can hold. NULL: it is none. */
static const char *plain(const json_t *value)
{
    const char *text = json_string_value(value);

    for (const char *c = text; c && *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return NULL;
    return text && *text && strlen(text) <= TEXT_MAX ? text : NULL;
}

/* Then it has dayfly.json, and the code of functions. */
static bool holds(const char *folder, const char *project)
{
    char outer[PATH_MAX];
    char inner[PATH_MAX];
    size_t size;

    if (!realpath(folder, outer) || !realpath(project, inner))
        return false;
    size = strlen(outer);
    return !strncmp(outer, inner, size) &&
           (!inner[size] || inner[size] == '/' || size == 1);
}

static bool set_folder(struct static_mount *mount,
                       const struct manifest_file *file, const char *prefix,
                       const char *given, const char *project,
                       struct error *err)
{
    char path[PATH_MAX];
    int size = *given == '/'
                   ? snprintf(path, sizeof path, "%s", given)
                   : snprintf(path, sizeof path, "%s/%s", project, given);

    if (size >= (int)sizeof path || holds(path, project))
        return front_error(file, "static", prefix, err,
                           "the folder \"%.200s\" of \"static\" has this "
                           "dayfly.json in it; put what everyone may read into "
                           "a folder of its own, such as \"public\"",
                           given);
    mount->folder = copy_of(path, "");
    return mount->folder || error_set(err, "out of memory");
}

static bool set_text(char **to, const json_t *value,
                     const struct manifest_file *file, const char *prefix,
                     const char *name, struct error *err)
{
    const char *text = plain(value);

    if (!value)
        return true;
    if (!text || (!strcmp(name, "fallback") &&
                  (*text == '/' || *text == '.' || strstr(text, "/."))))
        return front_error(file, "static", prefix, err, "\"%s\" must be %s",
                           name,
                           strcmp(name, "fallback") != 0
                               ? "the value of a header, such as "
                                 "\"public, max-age=60\""
                               : "the name of a file in the folder, such as "
                                 "\"index.html\"");
    *to = copy_of(text, "");
    return *to || error_set(err, "out of memory");
}

static bool check_members(const struct manifest_file *file, const char *prefix,
                          json_t *value, struct error *err)
{
    const char *name;
    json_t *member;

    json_object_foreach(value, name, member)
    {
        if (strcmp(name, "folder") != 0 && strcmp(name, "fallback") != 0 &&
            strcmp(name, "cacheControl") != 0)
            return front_error(file, "static", prefix, err,
                               "a folder of \"static\" has no \"%.64s\"; it "
                               "has folder, fallback and cacheControl",
                               name);
    }
    return true;
}

static bool check_prefix(const struct manifest_file *file, const char *prefix,
                         struct error *err)
{
    if (route_path_is_valid(prefix) && !strpbrk(prefix, "{}?#%") &&
        !strstr(prefix, "//") && !strstr(prefix, "/.") &&
        strlen(prefix) <= TEXT_MAX)
        return true;
    return front_error(file, "static", prefix, err,
                       "\"%.100s\" of \"static\" must be a path, such as \"/\" "
                       "or \"/assets\"",
                       prefix);
}

static bool add(struct front *f, const struct manifest_file *file,
                const char *project, const char *prefix, json_t *value,
                struct error *err)
{
    struct static_mount *mount = &f->mounts[f->mount_count];
    bool is_object = json_is_object(value);
    const char *folder =
        plain(is_object ? json_object_get(value, "folder") : value);
    const char *end = prefix[strlen(prefix) - 1] == '/' ? "" : "/";

    f->mount_count++;
    if (!folder)
        return front_error(file, "static", prefix, err,
                           "\"%.100s\" of \"static\" must name a folder, as "
                           "\"public\" or {\"folder\": \"public\", "
                           "\"fallback\": \"index.html\"}",
                           prefix);
    mount->prefix = copy_of(prefix, end);
    if (!mount->prefix)
        return error_set(err, "out of memory");
    return check_members(file, prefix, value, err) &&
           set_folder(mount, file, prefix, folder, project, err) &&
           set_text(&mount->fallback, json_object_get(value, "fallback"), file,
                    prefix, "fallback", err) &&
           set_text(&mount->cache, json_object_get(value, "cacheControl"), file,
                    prefix, "cacheControl", err);
}

static int by_length(const void *one, const void *other)
{
    size_t a = strlen(((const struct static_mount *)one)->prefix);
    size_t b = strlen(((const struct static_mount *)other)->prefix);

    return a == b ? 0 : (a > b ? -1 : 1);
}

bool front_mounts_read(struct front *f, const struct manifest_file *file,
                       const char *folder, struct error *err)
{
    json_t *all = manifest_file_get(file, "static");
    size_t count = json_object_size(all);
    const char *prefix;
    json_t *value;

    if (all && (!json_is_object(all) || count > STATIC_MOUNTS_MAX))
        return front_error(file, "static", NULL, err,
                           "\"static\" must be an object of at most %d paths "
                           "and folders, such as {\"/\": \"public\"}",
                           STATIC_MOUNTS_MAX);
    f->mounts = mem_new(count + 1, sizeof *f->mounts);
    if (!f->mounts)
        return error_set(err, "out of memory");
    json_object_foreach(all, prefix, value)
    {
        if (!check_prefix(file, prefix, err) ||
            !add(f, file, folder, prefix, value, err))
            return false;
    }
    qsort(f->mounts, f->mount_count, sizeof *f->mounts, by_length);
    return true;
}

void front_mounts_free(struct front *f)
{
    for (size_t i = 0; i < f->mount_count; i++) {
        mem_free(f->mounts[i].prefix);
        mem_free(f->mounts[i].folder);
        mem_free(f->mounts[i].fallback);
        mem_free(f->mounts[i].cache);
    }
    mem_free(f->mounts);
}
