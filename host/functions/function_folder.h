/* function_folder.h - what makes a folder a function, and whether a folder has
 * changed. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_FOLDER_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

/* If a folder has this program, it is run instead of dayfly's bootstrap. */
#define BOOTSTRAP_FILE "bootstrap"

/* A regular file; an executable one. `name` may be a path within the folder. */
bool function_folder_has_file(const char *folder, const char *name);
bool function_folder_has_program(const char *folder, const char *name);
/* Anything with the manifest's name, also if it cannot be read. */
bool function_folder_has_manifest(const char *folder);
/* A file that is run although no dayfly.json names it. */
bool function_folder_has_code(const char *folder);
/* It has such a file, or a dayfly.json that is not of routes and static files
 * alone. */
bool function_folder_is_function(const char *folder);

/* dayfly's bootstrap runs this handler, a file, as a program: its extension is
 * not that of a script. */
bool function_folder_runs_program(const char *folder, const char *handler);
/* The default of _HANDLER for the files in the folder. "": leave it unset. */
const char *function_folder_handler(const char *folder);

/* Changes when a file directly in the folder, or in the handler's folder, is
 * added, removed or written. */
int64_t folder_checksum(const char *folder, const char *handler);

/* What shows by a stat() call whether a file has changed. */
struct file_mark {
    uint64_t device;
    uint64_t inode;
    int64_t size;
    int64_t changed_us;
    uint64_t mode; /* 0: the file does not exist */
};

void file_mark_read(struct file_mark *mark, const char *path);
bool file_mark_is_same(const struct file_mark *a, const struct file_mark *b);
/* The file was changed within the last tick of the kernel's file clock, or has
 * a time in the future: another change may get the same time. */
bool file_mark_is_recent(const struct file_mark *mark);

/* Where the files of a function are. */
struct folder_place {
    const char *folder;
    const char *program;     /* its bootstrap; NULL: that in the folder */
    const char *handler;     /* its executable, in the folder or absolute; NULL:
                                it has none */
    const char *template;    /* of SAM, that names the function; NULL: none */
    const char *project_env; /* the .env beside that; NULL: none */
    const char *project;     /* the folder of both; NULL: none */
    const char *built;       /* where `sam build` puts it; NULL: none */
};

/* Whether a function's folder has changed: the folder itself, its manifest, its
 * .env, its own bootstrap and its executable; the template and the .env of its
 * project, and what else is there, such as an environment of packages. */
struct folder_fingerprint {
    struct file_mark folder, manifest, env, program, handler;
    struct file_mark template, project_env, project, built;
    bool is_recent;         /* one of the files is */
    bool program_is_recent; /* the same, of the bootstrap and the executable */
};

void folder_fingerprint_read(struct folder_fingerprint *fingerprint,
                             const struct folder_place *place);
/* The handler is only known when the folder was read: adds that of the place.
 */
void folder_fingerprint_add_handler(struct folder_fingerprint *fingerprint,
                                    const struct folder_place *place);
/* Nothing has changed between the two. */
bool folder_fingerprint_is_same(const struct folder_fingerprint *a,
                                const struct folder_fingerprint *b);
/* The same, unless a change has come within one tick of the clock. */
bool folder_fingerprint_looks_same(const struct folder_fingerprint *a,
                                   const struct folder_fingerprint *b);
/* It is the same folder with the same bootstrap and executable; other files may
 * differ. */
bool folder_fingerprint_is_same_place(const struct folder_fingerprint *a,
                                      const struct folder_fingerprint *b);

#endif
