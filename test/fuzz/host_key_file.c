/* host_key_file - a file of keys is taken whole, and what was taken is the same
 * when it is written and read again; or it is refused with its line, without
 * any part of it.
 *
 * Input: the file. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/auth/key_file.h"
#include "test/fuzz/support/fuzz.h"

static void check_same(const struct key_list *one, const struct key_list *other)
{
    must(one->count == other->count);
    for (size_t i = 0; i < one->count; i++) {
        const struct access_key *a = &one->keys[i];
        const struct access_key *b = key_list_find(other, a->id);
        must(b && !strcmp(a->secret, b->secret) && a->role == b->role &&
             !strcmp(a->functions, b->functions));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char path[] = "/tmp/dayfly-keys-XXXXXX";
    static bool is_made;
    struct key_list list;
    struct key_list again;
    struct error err = ERROR_NONE;
    bool exists;

    int fd = is_made
                 ? open(path, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0600)
                 : mkstemp(path);
    is_made = true;
    must(fd >= 0 && fd_write_all(fd, bytes, size));
    (void)close(fd);
    if (key_file_read(&list, path, &exists, &err)) {
        must(exists && !*err.text && key_file_write(&list, path, &err));
        must(key_file_read(&again, path, &exists, &err));
        check_same(&list, &again);
        key_list_clear(&again);
    } else {
        must(!strncmp(err.text, path, strlen(path)) && list.count == 0);
    }
    key_list_clear(&list);
    (void)unlink(path);
    return 0;
}
