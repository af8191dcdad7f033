/* folder.h - what a folder has that makes it a function. */
#ifndef DAYFLY_FOLDER_H
#define DAYFLY_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

/* `name` may be a path within the folder. */
bool folder_has_file(const char *folder, const char *name);
bool folder_has_program(const char *folder, const char *name);
/* Whatever stands under the manifest's name. */
bool folder_has_manifest(const char *folder);
bool folder_is_function(const char *folder);

/* _HANDLER where nobody has named one. "": to be left unset. */
const char *folder_handler(const char *folder);

/* Two that differ mean: something in the folder, or beside the handler, was
 * changed in between. */
int64_t folder_state(const char *folder, const char *handler);
/* The same of the manifest alone. */
int64_t folder_manifest_state(const char *folder);

#endif
