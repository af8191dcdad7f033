/* temp_tree.h - a temporary folder for the files of one test. A step that fails
 * fails the test. */
#ifndef DAYFLY_TEST_TEMP_TREE_H
#define DAYFLY_TEST_TEMP_TREE_H

#include <limits.h>
#include <stddef.h>
#include <sys/stat.h>

/* The folder's path. */
extern char tree_root[];

/* Creates the folder. */
void tree_make(void);
/* Removes it with all files: a cmocka teardown. */
int tree_tear_down(void **state);

/* name: relative to the folder, here and below. */
void tree_path(char path[PATH_MAX], const char *name);
void tree_add_folder(const char *name);
/* Adds an empty file. */
void tree_add(const char *name, mode_t mode);
/* Writes a file, in place of one that exists. */
void tree_write(const char *name, const char *text, size_t size);
void tree_remove(const char *name);

#endif
