/* host_zip_field - the zip file that is taken out of a request is the same in
 * whatever pieces the request comes; what is left is the request without it.
 *
 * Input: a byte for the pieces, then the request. */
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/management/zip_field.h"
#include "test/fuzz/support/fuzz.h"

enum { REST_MAX = 4096, PIECE_MAX = 9, FILE_MAX = 1 << 20 };

struct taken {
    struct zip_field field;
    int fd;
    bool ok;
};

static void take(struct taken *t, unsigned seed, const char *bytes, size_t size)
{
    t->fd = memfd_create("zip", MFD_CLOEXEC);
    must(t->fd >= 0);
    zip_field_open(&t->field, t->fd, REST_MAX);
    t->ok = true;
    while (t->ok && size > 0) {
        size_t step = fuzz_piece(&seed, size, PIECE_MAX);
        t->ok = zip_field_add(&t->field, bytes, step);
        bytes += step;
        size -= step;
    }
    t->ok = t->ok && zip_field_end(&t->field);
}

static size_t read_all(int fd, char *bytes)
{
    must(lseek(fd, 0, SEEK_SET) == 0);
    ssize_t got = read(fd, bytes, FILE_MAX);
    must(got >= 0);
    return (size_t)got;
}

static void check_same(const struct taken *one, const struct taken *other)
{
    static char a[FILE_MAX];
    static char b[FILE_MAX];

    must(one->ok == other->ok && one->field.fault == other->field.fault);
    if (!one->ok)
        return;
    must(one->field.found == other->field.found &&
         one->field.bytes == other->field.bytes);
    must(one->field.rest.size == other->field.rest.size &&
         !memcmp(one->field.rest.data, other->field.rest.data,
                 one->field.rest.size));
    must(read_all(one->fd, a) == one->field.bytes &&
         read_all(other->fd, b) == one->field.bytes &&
         !memcmp(a, b, one->field.bytes));
}

/* A request that is JSON is JSON without the file, too. */
static void check_rest(const struct taken *t, const char *bytes, size_t size)
{
    json_t *whole = json_loadb(bytes, size, 0, NULL);
    const struct buf *rest = &t->field.rest;

    if (whole && t->ok) {
        json_t *left = json_loadb(rest->data, rest->size, 0, NULL);
        must(left && json_object_size(left) == json_object_size(whole));
        must(t->field.found || json_equal(left, whole));
        json_decref(left);
    }
    json_decref(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct taken whole;
    struct taken pieces;

    if (size < 1 || size > FILE_MAX / 2)
        return 0;
    const char *text = (const char *)bytes + 1;
    take(&whole, 0, text, size - 1);
    take(&pieces, 1U + bytes[0], text, size - 1);
    check_same(&whole, &pieces);
    check_rest(&whole, text, size - 1);
    zip_field_close(&whole.field);
    zip_field_close(&pieces.field);
    (void)close(whole.fd);
    (void)close(pieces.fd);
    return 0;
}
