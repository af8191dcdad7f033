/* temp_tree.h - a temporary folder for the files of one test. For test
 * programs, after cmocka.h. */
#ifndef DAYFLY_TEST_TEMP_TREE_H
#define DAYFLY_TEST_TEMP_TREE_H

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder's path. */
static char top[] = "/tmp/dayfly-unit-XXXXXX";

/* name: relative to the folder, here and below. */
static void tree_path(char path[PATH_MAX], const char *name)
{
    (void)snprintf(path, PATH_MAX, "%s/%s", top, name);
}

static void tree_add_folder(const char *name)
{
    char path[PATH_MAX];

    tree_path(path, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

/* An empty file. */
static void tree_add(const char *name, mode_t mode)
{
    char path[PATH_MAX];

    tree_path(path, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static void tree_remove(const char *name)
{
    char path[PATH_MAX];

    tree_path(path, name);
    assert_int_equal(remove(path), 0);
}

static void tree_make(void)
{
    memcpy(top + strlen(top) - 6, "XXXXXX", 6);
    assert_non_null(mkdtemp(top));
}

static int tree_remove_entry(const char *path, const struct stat *is, int flag,
                             struct FTW *at)
{
    (void)is;
    (void)flag;
    (void)at;
    return remove(path);
}

static int tree_tear_down(void **state)
{
    (void)state;
    return nftw(top, tree_remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
