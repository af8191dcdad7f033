#include "host/functions/code_watcher.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/function/code_files.h"

static bool has_watch(const struct code_tree *tree, int watch)
{
    for (size_t i = 0; i < tree->count; i++)
        if (tree->watches[i] == watch)
            return true;
    return false;
}

/* A folder may lie in several trees, when one function's folder is in that of
 * another one. */
static bool is_used(const struct code_watcher *watcher, int watch)
{
    for (const struct code_tree *at = watcher->trees; at; at = at->next)
        if (has_watch(at, watch))
            return true;
    return false;
}

static void add_watch(void *self, int watch)
{
    struct code_tree *tree = self;

    if (has_watch(tree, watch))
        return;
    if (tree->count == tree->room) {
        size_t room = tree->room ? tree->room * 2 : 8;
        int *more = mem_new(room, sizeof *more);
        if (!more) {
            tree->is_partial = true;
            return;
        }
        if (tree->count)
            memcpy(more, tree->watches, tree->count * sizeof *more);
        mem_free(tree->watches);
        tree->watches = more;
        tree->room = room;
    }
    tree->watches[tree->count++] = watch;
}

static void watch_all(struct code_watcher *watcher, struct code_tree *tree)
{
    char folder[PATH_MAX];

    for (const char *at = tree->root; *at;) {
        size_t size = strcspn(at, "\n");
        if (snprintf(folder, sizeof folder, "%.*s", (int)size, at) >=
                PATH_MAX ||
            code_files_watch(watcher->inotify.fd, folder, add_watch, tree))
            tree->is_partial = true;
        at += size + (at[size] == '\n');
    }
}

static void forget_watch(struct code_tree *tree, int watch)
{
    for (size_t i = 0; i < tree->count; i++)
        if (tree->watches[i] == watch)
            tree->watches[i--] = tree->watches[--tree->count];
}

static void count_change(void *self, const struct code_change *change)
{
    struct code_watcher *watcher = self;
    bool counted = false;

    for (struct code_tree *at = watcher->trees; at; at = at->next) {
        if (change->watch >= 0 && !has_watch(at, change->watch))
            continue;
        if (change->is_removed)
            forget_watch(at, change->watch);
        if (change->is_folder)
            watch_all(watcher, at);
        at->changes++;
        counted = true;
    }
    if (counted)
        watcher->on_change(watcher->self);
}

void code_watcher_read(struct code_watcher *watcher)
{
    if (watcher->inotify.fd >= 0)
        code_files_read(watcher->inotify.fd, count_change, watcher);
}

static void inotify_ready(void *self, uint32_t events)
{
    (void)events;
    code_watcher_read(self);
}

void code_watcher_init(struct code_watcher *watcher, struct event_loop *loop,
                       void (*on_change)(void *self), void *self)
{
    *watcher = (struct code_watcher){
        .loop = loop, .on_change = on_change, .self = self};
    watcher->inotify =
        (struct fd_watch){.fd = -1, .on_ready = inotify_ready, .self = watcher};
}

static bool open_inotify(struct code_watcher *watcher)
{
    struct error ignored = ERROR_NONE;
    int fd;

    if (watcher->inotify.fd >= 0)
        return true;
    fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    watcher->inotify.fd = fd;
    if (fd >= 0 &&
        event_loop_watch(watcher->loop, &watcher->inotify, EPOLLIN, &ignored))
        return true;
    watcher->inotify.fd = -1;
    fd_close(&fd);
    return false;
}

static struct code_tree *tree_new(const char *root)
{
    struct code_tree *tree = mem_new(1, sizeof *tree);
    size_t size = strlen(root) + 1;

    if (!tree || !(tree->root = mem_new(size, 1))) {
        mem_free(tree);
        return NULL;
    }
    memcpy(tree->root, root, size);
    return tree;
}

struct code_tree *code_watcher_add(struct code_watcher *watcher,
                                   const char *root)
{
    struct code_tree *tree = watcher->trees;

    while (tree && (tree->is_partial || strcmp(tree->root, root) != 0))
        tree = tree->next;
    if (!tree) {
        if (!open_inotify(watcher) || !(tree = tree_new(root)))
            return NULL;
        tree->next = watcher->trees;
        watcher->trees = tree;
    }
    tree->users++;
    /* Also of a tree that others use: the folder may be another one by now. */
    watch_all(watcher, tree);
    if (!tree->is_partial)
        return tree;
    code_watcher_release(watcher, tree);
    return NULL;
}

void code_watcher_release(struct code_watcher *watcher, struct code_tree *tree)
{
    struct code_tree **at = &watcher->trees;

    if (!tree || --tree->users > 0)
        return;
    while (*at != tree)
        at = &(*at)->next;
    *at = tree->next;
    for (size_t i = 0; i < tree->count; i++)
        if (!is_used(watcher, tree->watches[i]))
            (void)inotify_rm_watch(watcher->inotify.fd, tree->watches[i]);
    mem_free(tree->watches);
    mem_free(tree->root);
    mem_free(tree);
}

void code_watcher_close(struct code_watcher *watcher)
{
    int fd = watcher->inotify.fd;

    while (watcher->trees) {
        watcher->trees->users = 1;
        code_watcher_release(watcher, watcher->trees);
    }
    if (fd >= 0)
        event_loop_forget(watcher->loop, &watcher->inotify);
    fd_close(&fd);
}
