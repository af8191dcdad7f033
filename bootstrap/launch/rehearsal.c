#include "bootstrap/launch/rehearsal.h"

#include <limits.h>

#include "common/fd.h"
#include "common/function/path.h"
#include "common/function/text_file.h"
#include "common/json/json_check.h"

static bool read_event(struct buf *event, const char *path, struct error *err)
{
    AUTO(int, fd_close) fd = text_file_open(path, err);

    if (fd < 0)
        return *err->text ? false : error_set(err, "%s does not exist", path);
    if (!text_file_read(fd, path, event, err))
        return false;
    if (event->size > REHEARSAL_MAX_BYTES)
        return error_set(err, "%s is larger than %d bytes", path,
                         REHEARSAL_MAX_BYTES);
    return json_check(event->data, event->size, err) ||
           error_prefix(err, "%s", path);
}

bool rehearsal_read(struct buf *event, const char *file, const char *root,
                    struct error *err)
{
    char path[PATH_MAX];

    buf_clear(event);
    if (!path_join(path, root, file))
        return error_set(err, "the path of %.200s is too long", file);
    if (read_event(event, path, err))
        return true;
    buf_clear(event);
    return false;
}
