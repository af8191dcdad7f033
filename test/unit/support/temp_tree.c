#include "test/unit/support/temp_tree.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"

char tree_root[] = "/tmp/dayfly-unit-XXXXXX";

void tree_path(char path[PATH_MAX], const char *name)
{
    (void)snprintf(path, PATH_MAX, "%s/%s", tree_root, name);
}

void tree_add_folder(const char *name)
{
    char path[PATH_MAX];

    tree_path(path, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

void tree_add(const char *name, mode_t mode)
{
    char path[PATH_MAX];

    tree_path(path, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

void tree_write(const char *name, const char *text, size_t size)
{
    char path[PATH_MAX];

    tree_path(path, name);
    AUTO(int, fd_close)
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_true(fd_write_all(fd, text, size));
}

void tree_remove(const char *name)
{
    char path[PATH_MAX];

    tree_path(path, name);
    assert_int_equal(remove(path), 0);
}

void tree_make(void)
{
    memcpy(tree_root + strlen(tree_root) - 6, "XXXXXX", 6);
    assert_non_null(mkdtemp(tree_root));
}

static int tree_remove_entry(const char *path, const struct stat *is, int flag,
                             struct FTW *at)
{
    (void)is;
    (void)flag;
    (void)at;
    return remove(path);
}

int tree_tear_down(void **state)
{
    (void)state;
    return nftw(tree_root, tree_remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
