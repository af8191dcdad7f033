/* host_unpack - whatever a zip file says, what is written is files, folders and
 * links below the folder; files are read-only, without a set-uid bit; no link
 * leads out; and a refusal has a reason.
 *
 * Input: the zip file. */
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/archive/unpack.h"
#include "test/fuzz/support/fuzz.h"

enum { OPEN_MAX_FILES = 16 };

static char root[] = "/tmp/dayfly-unpack-XXXXXX";

static int check_one(const char *path, const struct stat *is, int type,
                     struct FTW *at)
{
    char target[PATH_MAX];

    (void)at;
    must(type != FTW_NS && type != FTW_DNR);
    if (S_ISLNK(is->st_mode)) {
        /* One that leads nowhere has no path. */
        must(!realpath(path, target) || !strncmp(target, root, strlen(root)));
        return 0;
    }
    must(S_ISREG(is->st_mode) || S_ISDIR(is->st_mode));
    must(!(is->st_mode & (S_ISUID | S_ISGID | S_ISVTX)));
    must(!S_ISREG(is->st_mode) || !(is->st_mode & 0222));
    return 0;
}

static int remove_one(const char *path, const struct stat *is, int type,
                      struct FTW *at)
{
    (void)is;
    (void)type;
    return at->level == 0 ? 0 : remove(path);
}

static void remove_root(void)
{
    (void)rmdir(root);
}

static int open_one(const char *path, const struct stat *is, int type,
                    struct FTW *at)
{
    (void)at;
    (void)is;
    return type == FTW_D ? chmod(path, 0700) : 0;
}

static void unpack(const char *zip)
{
    struct error err = ERROR_NONE;
    int64_t bytes = 0;

    switch (unpack_zip(zip, root, &bytes, &err)) {
    case UNPACK_DONE:
        must(bytes >= 0 && bytes < UNPACK_MAX_BYTES);
        must(nftw(root, check_one, OPEN_MAX_FILES, FTW_PHYS) == 0);
        break;
    case UNPACK_NOT_A_ZIP:
    case UNPACK_EMPTY:
    case UNPACK_REFUSED:
    case UNPACK_TOO_LARGE:
    case UNPACK_FAILED:
        must(*err.text);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static bool is_made;
    char zip[64];

    if (!is_made)
        must(mkdtemp(root) != NULL && atexit(remove_root) == 0);
    is_made = true;
    (void)snprintf(zip, sizeof zip, "%s.zip", root);
    int fd = open(zip, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(fd >= 0 && fd_write_all(fd, bytes, size));
    (void)close(fd);
    unpack(zip);
    (void)nftw(root, open_one, OPEN_MAX_FILES, FTW_PHYS);
    must(nftw(root, remove_one, OPEN_MAX_FILES, FTW_PHYS | FTW_DEPTH) == 0);
    (void)unlink(zip);
    return 0;
}
