#include "host/pack/folder_tree.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "host/pack/ignore_rules.h"
#include "host/pack/tree_list.h"
#include "host/pack/tree_path.h"

#define ADVICE "remove it, or name it in .dayflyignore"

/* A folder that is still to be read. */
struct waiting {
    struct waiting *next;
    char *path;
    char *name;
};

struct walk {
    struct folder_tree *tree;
    struct waiting *stack; /* owned */
    struct waiting **end;  /* where the next one of this folder is put */
    struct error *err;
};

static bool no_memory(struct walk *w)
{
    return error_set(w->err, "out of memory");
}

static const char *kind_of(mode_t mode)
{
    if (S_ISFIFO(mode))
        return "a FIFO";
    return S_ISSOCK(mode) ? "a socket" : "a device";
}

static bool add_file(struct walk *w, const char *path, const char *name)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return error_set_errno(w->err, "cannot read %s", path);
    if (!S_ISREG(st.st_mode))
        return error_set(w->err, "%s is %s, which no zip can hold: " ADVICE,
                         path, kind_of(st.st_mode));
    if (access(path, R_OK) != 0)
        return error_set(w->err, "%s cannot be read: chmod +r, " ADVICE, path);
    struct tree_file *file = tree_list_add(w->tree, name, w->err);
    if (!file)
        return false;
    file->path = mem_text(path);
    file->runs = (st.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
    file->size = st.st_size;
    w->tree->bytes += st.st_size;
    return file->path ? true : no_memory(w);
}

/* The order of the stack is that in which they were found. */
static bool push(struct walk *w, const char *path, const char *name)
{
    struct waiting *one = mem_new(1, sizeof *one);

    if (!one)
        return no_memory(w);
    *one = (struct waiting){
        .next = *w->end, .path = mem_text(path), .name = mem_text(name)};
    *w->end = one;
    w->end = &one->next;
    return one->path && one->name ? true : no_memory(w);
}

/* Where in the zip that is which is really there. False: nowhere. */
static bool find_in_zip(const struct folder_tree *tree, const char *real,
                        char name[PATH_MAX])
{
    for (size_t i = 0; i < tree->home_count; i++) {
        const struct tree_home *home = &tree->homes[i];
        const char *rest = tree_path_below(real, home->real);
        if (!rest)
            continue;
        const char *slash = *home->name && *rest ? "/" : "";
        return snprintf(name, PATH_MAX, "%s%s%s",
                        *home->name || *rest ? home->name : ".", slash,
                        rest) < PATH_MAX;
    }
    return false;
}

/* Itself, or a folder that it is in. */
static bool is_left_out(const struct folder_tree *tree, const char *name,
                        bool is_folder)
{
    char part[PATH_MAX];

    for (size_t at = strcspn(name, "/");;
         at += 1 + strcspn(name + at + 1, "/")) {
        (void)snprintf(part, sizeof part, "%.*s", (int)at, name);
        if (ignore_rules_match(tree->rules, part, name[at] || is_folder))
            return true;
        if (!name[at])
            return false;
    }
}

static bool add_inner_link(struct walk *w, const char *name, const char *target,
                           bool is_folder)
{
    char relative[PATH_MAX];

    if (strcmp(target, ".") != 0 && is_left_out(w->tree, target, is_folder))
        return true;
    if (!tree_path_relative(relative, target, name))
        return error_set(w->err, "the path to %s is too long", target);
    struct tree_file *file = tree_list_add(w->tree, name, w->err);
    if (!file)
        return false;
    file->target = mem_text(relative);
    return file->target ? true : no_memory(w);
}

static bool check_no_loop(struct walk *w, const char *path, const char *real)
{
    for (size_t i = 0; i < w->tree->home_count; i++)
        if (tree_path_below(w->tree->homes[i].real, real))
            return error_set(w->err,
                             "%s is a link to %s, which contains %s: " ADVICE,
                             path, real, w->tree->homes[i].real);
    return true;
}

static bool add_link(struct walk *w, const char *path, const char *name)
{
    char real[PATH_MAX];
    char target[PATH_MAX];
    struct stat st;

    if (!realpath(path, real) || stat(real, &st) != 0)
        return error_set(w->err, "%s is a link %s: " ADVICE, path,
                         errno == ELOOP ? "in a loop of links"
                                        : "to what is not there");
    if (find_in_zip(w->tree, real, target))
        return add_inner_link(w, name, target, S_ISDIR(st.st_mode));
    if (!S_ISDIR(st.st_mode))
        return add_file(w, path, name);
    return check_no_loop(w, path, real) &&
           tree_list_add_home(w->tree, real, name, w->err) &&
           push(w, path, name);
}

static bool add(struct walk *w, const char *path, const char *name)
{
    struct stat own;
    struct stat led;

    if (lstat(path, &own) != 0)
        return error_set_errno(w->err, "cannot read %s", path);
    bool is_folder = stat(path, &led) == 0 && S_ISDIR(led.st_mode);
    if (ignore_rules_match(w->tree->rules, name, is_folder)) {
        w->tree->left_out++;
        return true;
    }
    if (S_ISLNK(own.st_mode))
        return add_link(w, path, name);
    return is_folder ? push(w, path, name) : add_file(w, path, name);
}

static bool add_named(struct walk *w, const struct waiting *folder,
                      const char *one)
{
    char path[PATH_MAX];
    char name[PATH_MAX];
    size_t size = strlen(one);
    size_t more = 1;

    for (size_t at = 0; at < size && more > 0; at += more)
        more = utf8_length(one + at, size - at);
    if (more == 0)
        return error_set(w->err, "%s has \"%s\": a name must be UTF-8",
                         folder->path, one);
    if (snprintf(path, sizeof path, "%s/%s", folder->path, one) >= PATH_MAX ||
        snprintf(name, sizeof name, "%s%s%s", folder->name,
                 *folder->name ? "/" : "", one) >= PATH_MAX)
        return error_set(w->err, "%s/%s: the path is too long", folder->path,
                         one);
    return add(w, path, name);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_folder(struct walk *w, const struct waiting *folder)
{
    struct dirent **list = NULL;
    int count = scandir(folder->path, &list, NULL, by_bytes);
    bool ok =
        count >= 0 || error_set_errno(w->err, "cannot read %s", folder->path);

    for (int i = 0; i < count; i++) {
        const char *one = list[i]->d_name;
        if (ok && strcmp(one, ".") != 0 && strcmp(one, "..") != 0)
            ok = add_named(w, folder, one);
        mem_free(list[i]);
    }
    mem_free(list);
    return ok;
}

static void drop(struct waiting *one)
{
    mem_free(one->path);
    mem_free(one->name);
    mem_free(one);
}

/* The files of a folder, then what is in its folders. */
static bool read_all(struct walk *w)
{
    bool ok = true;

    while (w->stack) {
        struct waiting *folder = w->stack;
        w->stack = folder->next;
        w->end = &w->stack;
        ok = ok && read_folder(w, folder);
        drop(folder);
    }
    return ok;
}

/* Files by name, then links by name. */
static int files_then_links(const void *a, const void *b)
{
    const struct tree_file *one = a;
    const struct tree_file *other = b;

    if (!one->target != !other->target)
        return one->target ? 1 : -1;
    return strcmp(one->name, other->name);
}

bool folder_tree_read(struct folder_tree *tree, const char *folder,
                      const struct ignore_rules *rules, struct error *err)
{
    struct walk w = {.tree = tree, .err = err};
    char real[PATH_MAX];

    *tree = (struct folder_tree){.rules = rules};
    w.end = &w.stack;
    if (!realpath(folder, real))
        return error_set_errno(err, "cannot read %s", folder);
    bool ok = tree_list_add_home(tree, real, "", err) && push(&w, folder, "");
    ok = read_all(&w) && ok;
    if (tree->count > 0)
        qsort(tree->files, tree->count, sizeof *tree->files, files_then_links);
    return ok;
}

void folder_tree_free(struct folder_tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        mem_free(tree->files[i].name);
        mem_free(tree->files[i].path);
        mem_free(tree->files[i].target);
    }
    for (size_t i = 0; i < tree->home_count; i++) {
        mem_free(tree->homes[i].real);
        mem_free(tree->homes[i].name);
    }
    mem_free(tree->files);
    mem_free(tree->homes);
    *tree = (struct folder_tree){.count = 0};
}
