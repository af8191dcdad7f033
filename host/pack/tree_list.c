#include "host/pack/tree_list.h"

#include <string.h>

#include "common/buf.h"

struct tree_file *tree_list_add(struct folder_tree *tree, const char *name,
                                struct error *err)
{
    if (tree->count == TREE_FILES_MAX) {
        (void)error_set(err,
                        "it has more than %d files; name what it does not need "
                        "in .dayflyignore",
                        TREE_FILES_MAX);
        return NULL;
    }
    if (tree->count == tree->room) {
        size_t room = 2 * tree->room + 64;
        struct tree_file *more = mem_new(room, sizeof *more);
        if (!more) {
            (void)error_set(err, "out of memory");
            return NULL;
        }
        if (tree->count > 0)
            memcpy(more, tree->files, tree->count * sizeof *more);
        mem_free(tree->files);
        tree->files = more;
        tree->room = room;
    }
    struct tree_file *file = &tree->files[tree->count];
    *file = (struct tree_file){.name = mem_text(name)};
    if (!file->name) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    tree->count++;
    return file;
}

bool tree_list_add_home(struct folder_tree *tree, const char *real,
                        const char *name, struct error *err)
{
    struct tree_home *more = mem_new(tree->home_count + 1, sizeof *more);

    if (!more)
        return error_set(err, "out of memory");
    if (tree->home_count > 0)
        memcpy(more, tree->homes, tree->home_count * sizeof *more);
    mem_free(tree->homes);
    tree->homes = more;
    more[tree->home_count] =
        (struct tree_home){.real = mem_text(real), .name = mem_text(name)};
    tree->home_count++;
    return (more[tree->home_count - 1].real &&
            more[tree->home_count - 1].name) ||
           error_set(err, "out of memory");
}
