#include "host/archive/archive_command.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/sha256.h"
#include "common/utf8.h"
#include "host/archive/cage.h"
#include "host/archive/folder_remove.h"
#include "host/archive/unpack.h"

static int print(json_t *line)
{
    int status =
        line && json_dumpf(line, stdout, JSON_COMPACT) == 0 && puts("") != EOF
            ? 0
            : 1;

    json_decref(line);
    return fflush(stdout) == 0 ? status : 1;
}

/* The names in a zip file are any bytes. */
static int print_reason(enum unpack_result result, const struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(8 * sizeof err->text);

    if (!utf8_sanitize(&text, err->text, strlen(err->text)))
        return 1;
    return print(json_pack("{s:i, s:s#}", "result", (int)result, "reason",
                           text.data ? text.data : "", text.size));
}

/* On the disk before the host names it to anybody. */
static bool sync_folder(const char *folder)
{
    AUTO(int, fd_close) fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd >= 0 && syncfs(fd) == 0;
}

static int sync_names(const char *const folders[], size_t count)
{
    struct error err = ERROR_NONE;

    for (size_t i = 0; i < count; i++) {
        AUTO(int, fd_close)
        fd = open(folders[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0 && fsync(fd) == 0)
            continue;
        (void)error_set_errno(&err, "cannot keep the code");
        return print_reason(UNPACK_FAILED, &err);
    }
    return print_reason(UNPACK_DONE, &err);
}

static int unpack(const char *zip, const char *folder)
{
    char sha256[SHA256_TEXT_SIZE];
    struct error err = ERROR_NONE;
    struct stat st;
    int64_t bytes = 0;

    cage_enter(zip, folder);
    enum unpack_result result = unpack_zip(zip, folder, &bytes, &err);
    if (result == UNPACK_DONE &&
        (stat(zip, &st) != 0 || !sha256_file(zip, sha256) ||
         !sync_folder(folder))) {
        (void)error_set_errno(&err, "cannot keep it");
        result = UNPACK_FAILED;
    }
    if (result != UNPACK_DONE)
        return print_reason(result, &err);
    return print(json_pack("{s:i, s:s, s:I, s:I}", "result", (int)result,
                           "sha256", sha256, "size", (json_int_t)st.st_size,
                           "bytes", (json_int_t)bytes));
}

int archive_command(char *const words[])
{
    if (!strcmp(words[0], ARCHIVE_UNPACK) && words[1] && words[2])
        return unpack(words[1], words[2]);
    if (!strcmp(words[0], ARCHIVE_SYNC) && words[1] && words[2])
        return sync_names((const char *const[]){words[1], words[2]}, 2);
    if (!strcmp(words[0], ARCHIVE_REMOVE) && words[1])
        return folder_remove(words[1]) ? 0 : 1;
    return 1;
}
