#include "host/front/front.h"

#include <strings.h>

#include "host/front/front_mounts.h"
#include "host/front/front_routes.h"

bool front_read(struct front *f, const struct manifest_file *file,
                const char *folder, struct error *err)
{
    *f = (struct front){.is_given = manifest_file_get(file, "routes") ||
                                    manifest_file_get(file, "static") ||
                                    manifest_file_get(file, "http"),
                        .is_function = manifest_file_get(file, "handler")};
    if (!f->is_given || (front_routes_read(f, file, err) &&
                         front_mounts_read(f, file, folder, err)))
        return true;
    front_free(f);
    return false;
}

void front_free(struct front *f)
{
    route_table_free(&f->table);
    front_mounts_free(f);
    json_decref(f->hosts);
    *f = (struct front){.is_given = false};
}

bool front_names_host(const struct front *f, const char *host)
{
    for (size_t i = 0; i < json_array_size(f->hosts); i++)
        if (!strcasecmp(json_string_value(json_array_get(f->hosts, i)), host))
            return true;
    return false;
}
