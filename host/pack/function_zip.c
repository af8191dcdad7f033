#include "host/pack/function_zip.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base64.h"
#include "common/buf.h"
#include "common/fd.h"
#include "common/function/path.h"
#include "common/sha256.h"
#include "host/pack/folder_tree.h"
#include "host/pack/ignore_rules.h"
#include "host/pack/zip_writer.h"

enum { SHA256_BYTES = 32, LARGE_NAMED = 3, MEGA = 1000000 };

/* Of a function with its layers, as on AWS. */
#define UNPACKED_MAX INT64_C(262144000)

static bool hash(struct function_zip *zip, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(FUNCTION_ZIP_SHA256_SIZE - 1);
    char hex[SHA256_TEXT_SIZE];
    unsigned char bytes[SHA256_BYTES];
    struct stat st;

    if (stat(zip->path, &st) != 0 || !sha256_file(zip->path, hex))
        return error_set_errno(err, "cannot read %s", zip->path);
    zip->size = st.st_size;
    for (size_t i = 0; i < sizeof bytes; i++) {
        const char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    if (!base64_encode(&text, bytes, sizeof bytes))
        return error_set(err, "out of memory");
    (void)snprintf(zip->sha256, sizeof zip->sha256, "%s", text.data);
    return true;
}

/* In the order of sizes, and of the tree where they are the same. */
static bool is_after(const struct tree_file *file, const struct tree_file *last)
{
    return !last || file->size < last->size ||
           (file->size == last->size && file > last);
}

/* Names the largest files: most often one knows then what is wrong. */
static bool refuse_large(const struct folder_tree *tree, struct error *err)
{
    AUTO(struct buf, buf_free) names = BUF(512);
    const struct tree_file *last = NULL;

    for (int i = 0; i < LARGE_NAMED; i++) {
        const struct tree_file *largest = NULL;
        for (size_t k = 0; k < tree->count; k++) {
            const struct tree_file *file = &tree->files[k];
            if (is_after(file, last) &&
                (!largest || file->size > largest->size))
                largest = file;
        }
        if (!largest || largest->size < MEGA)
            break;
        last = largest;
        (void)!buf_printf(&names, "%s%.120s %lld MB", i > 0 ? ", " : "",
                          largest->name, (long long)largest->size / MEGA);
    }
    return error_set(
        err,
        "it has %lld MB, Lambda takes %lld MB, layers included. "
        "%s%s; name what it does not need in "
        ".dayflyignore",
        (long long)tree->bytes / MEGA, (long long)UNPACKED_MAX / MEGA,
        names.size > 0 ? "The largest files: " : "It has many small files",
        names.data);
}

/* Virtual environments of Python are of this machine. */
static bool leave_out_environments(struct ignore_rules *rules,
                                   const char *folder, struct error *err)
{
    DIR *dir = opendir(folder);
    const struct dirent *one;
    bool ok = true;

    while (ok && dir && (one = readdir(dir))) {
        char path[PATH_MAX];
        char name[sizeof one->d_name + 16];
        (void)snprintf(name, sizeof name, "%s/pyvenv.cfg", one->d_name);
        if (strcmp(one->d_name, ".") != 0 && strcmp(one->d_name, "..") != 0 &&
            path_join(path, folder, name) && path_is_file(path))
            ok = ignore_rules_add_path(rules, one->d_name, err);
    }
    if (dir)
        (void)closedir(dir);
    return ok;
}

/* Without a name, so that a command that is killed leaves nothing behind. */
static bool new_file(struct function_zip *zip, struct error *err)
{
    char name[] = P_tmpdir "/dayfly-XXXXXX";

    zip->fd = mkostemp(name, O_CLOEXEC);
    if (zip->fd < 0)
        return error_set_errno(err, "cannot make a file in %s", P_tmpdir);
    (void)unlink(name);
    (void)snprintf(zip->path, sizeof zip->path, "/proc/self/fd/%d", zip->fd);
    return true;
}

static bool pack(struct function_zip *zip, const char *folder,
                 const struct ignore_rules *rules, struct error *err)
{
    struct folder_tree tree;
    bool ok = folder_tree_read(&tree, folder, rules, err);

    if (ok && tree.count == 0)
        ok = error_set(err, "it has no file that is deployed");
    if (ok && tree.bytes > UNPACKED_MAX)
        ok = refuse_large(&tree, err);
    ok = ok && new_file(zip, err) && zip_write(zip->fd, &tree, err) &&
         hash(zip, err);
    zip->files = tree.count;
    zip->left_out = tree.left_out;
    zip->unpacked = tree.bytes;
    folder_tree_free(&tree);
    return ok;
}

bool function_zip_make(struct function_zip *zip, const char *folder,
                       struct error *err)
{
    struct ignore_rules rules;

    *zip = (struct function_zip){.fd = -1};
    bool ok = ignore_rules_open(&rules, err) &&
              leave_out_environments(&rules, folder, err) &&
              ignore_rules_add_file(&rules, folder, err) &&
              pack(zip, folder, &rules, err);
    ignore_rules_close(&rules);
    if (!ok)
        function_zip_close(zip);
    return ok;
}

bool function_zip_read(struct function_zip *zip, const char *path,
                       struct error *err)
{
    *zip = (struct function_zip){.fd = -1};
    (void)snprintf(zip->path, sizeof zip->path, "%s", path);
    return hash(zip, err);
}

void function_zip_close(struct function_zip *zip)
{
    if (*zip->path && zip->fd >= 0)
        (void)close(zip->fd);
    *zip->path = '\0';
}
