/* data_folder.h - the folder in which a host keeps its functions; one host at a
 * time has it. */
#ifndef DAYFLY_HOST_STORE_DATA_FOLDER_H
#define DAYFLY_HOST_STORE_DATA_FOLDER_H

#include <limits.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

/* Makes it and the folders above, for this user alone, if they do not exist.
 * *folder: its absolute path, at most PATH_MAX - 64 bytes. False: err says what
 * is in the way and what to do. */
bool data_folder_make(const char *path, char folder[PATH_MAX],
                      struct error *err) MUST_CHECK;
/* A descriptor that holds the lock until it is closed, also by the death of the
 * process. -1: err says which process has it. */
int data_folder_lock(const char *folder, struct error *err);
/* Writes into the file that is locked what is wrong with the host, for others
 * to read; "": nothing. */
void data_folder_note(int lock, const char *what);
/* False: its database is missing or empty, while there is code of functions,
 * which would be removed as code that no function has. err says what to do. */
bool data_folder_check(const char *folder, const char *database,
                       struct error *err) MUST_CHECK;
/* Makes an empty file that only this user can read, if there is none. */
bool data_folder_make_file(const char *path, struct error *err) MUST_CHECK;

#endif
