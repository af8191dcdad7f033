/* host_front - routes and static files of a dayfly.json are taken whole, and
 * each of them can be used; or refused in a sentence that has the file and a
 * line of it.
 *
 * Input: the text of the file. */
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/front/front.h"
#include "test/fuzz/support/fuzz.h"

/* A name may have two dots, as "index..html". */
static bool leads_up(const char *path)
{
    while (*path) {
        size_t size = strcspn(path, "/");
        if (size == 2 && !memcmp(path, "..", 2))
            return true;
        path += size + (path[size] == '/');
    }
    return false;
}

static void check_taken(const struct front *f)
{
    for (size_t i = 0; i < f->table.route_count; i++) {
        const struct api_route *route = &f->table.routes[i];
        must(!*route->path || route_path_is_valid(route->path));
        must(*route->method && *route->function);
        must(route->api < f->table.api_count);
    }
    for (size_t i = 0; i < f->mount_count; i++) {
        const struct static_mount *mount = &f->mounts[i];
        must(*mount->prefix == '/' && *mount->folder == '/');
        must(mount->prefix[strlen(mount->prefix) - 1] == '/');
        must(!mount->cache || !strpbrk(mount->cache, "\r\n"));
        must(!mount->fallback || !leads_up(mount->fallback));
        must(i == 0 ||
             strlen(mount->prefix) <= strlen(f->mounts[i - 1].prefix));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct manifest_file, manifest_file_free)
    file = {.path = "f/dayfly.json", .text = BUF(MANIFEST_MAX_BYTES)};
    struct error err = ERROR_NONE;
    struct front f;
    int line = 0;

    if (!buf_add(&file.text, bytes, size) || !manifest_file_parse(&file, &err))
        return 0;
    if (front_read(&f, &file, "/nothing/here", &err)) {
        check_taken(&f);
        (void)front_names_host(&f, "a.example");
        front_free(&f);
        return 0;
    }
    must(sscanf(err.text, "f/dayfly.json:%d: ", &line) == 1 && line >= 1);
    return 0;
}
