/* function_source.h - where a function of a served folder comes from: a folder
 * in it, or its SAM template. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_SOURCE_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_SOURCE_H

#include "host/functions/function_registry.h"
#include "host/functions/function_search.h"

/* A folder by itself. */
struct function_origin
function_source_folder(const struct function_registry *registry,
                       const char *name, const char *folder);
/* Reads a function of a template; as function_read(). */
struct function *
function_source_template(const struct function_registry *registry,
                         const struct served_template *t,
                         const struct sam_function *sam, struct error *err);

/* Of the root's subfolders only those with a manifest are functions. */
bool function_source_needs_manifest(const struct served_root *root);
/* The root itself is a function, and no code of its template. */
bool function_source_is_root(const struct served_root *root);
/* What a name in the root is, as function_search_classify(). What a template
 * names is not found again. */
enum folder_kind function_source_classify(char path[PATH_MAX],
                                          const struct served_root *root,
                                          const char *name, bool manifest_only);

#endif
