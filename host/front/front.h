/* front.h - what stands in front of the functions of a served folder: the keys
 * `routes`, `static` and `http` of its dayfly.json. A value. */
#ifndef DAYFLY_HOST_FRONT_FRONT_H
#define DAYFLY_HOST_FRONT_FRONT_H

#include "common/function/manifest_file.h"
#include "host/front/route_table.h"

enum { STATIC_MOUNTS_MAX = 100 };

/* Files that the host serves by itself. The texts are owned. */
struct static_mount {
    char *prefix;   /* of the path of a request: "/", "/assets/" */
    char *folder;   /* absolute; need not exist */
    char *fallback; /* a file in it, for pages that are none; NULL: none */
    char *cache;    /* Cache-Control of its files; NULL: by their names */
};

struct front {
    bool is_given;            /* dayfly.json has one of the keys */
    bool is_function;         /* and says what to run, too: `handler` */
    struct route_table table; /* one API */
    struct static_mount *mounts;
    size_t mount_count;
    json_t *hosts; /* owned: the only names under which it is served, as texts;
                      NULL: all that no other front has */
};

/* `file` is that of `folder`; what it holds is copied. False: err has file,
 * line, what is wrong, and what to write; nothing is left to free. */
bool front_read(struct front *f, const struct manifest_file *file,
                const char *folder, struct error *err) MUST_CHECK;
void front_free(struct front *f);

/* The front has this name among its hosts. */
bool front_names_host(const struct front *f, const char *host);

#endif
