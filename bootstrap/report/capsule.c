#include "bootstrap/report/capsule.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/report/redaction.h"
#include "common/base64.h"
#include "common/clock.h"
#include "common/fd.h"
#include "common/file_digests.h"
#include "common/sha256.h"
#include "common/version.h"

struct holdings {
    size_t files;
    size_t bytes;
    char oldest[NAME_MAX + 1];
    size_t oldest_bytes;
};

static bool is_capsule(const char *name)
{
    size_t size = strlen(name);

    return !strncmp(name, "capsule-", 8) && size > 13 &&
           !strcmp(name + size - 5, ".json");
}

/* A name begins with the time, so the smallest name is the oldest file. */
static void count(struct holdings *h, int folder, const char *name)
{
    struct stat is;

    if (!is_capsule(name) ||
        fstatat(folder, name, &is, AT_SYMLINK_NOFOLLOW) != 0 ||
        S_ISDIR(is.st_mode))
        return;
    h->files++;
    h->bytes += (size_t)is.st_size;
    if (!*h->oldest || strcmp(name, h->oldest) < 0) {
        (void)snprintf(h->oldest, sizeof h->oldest, "%s", name);
        h->oldest_bytes = (size_t)is.st_size;
    }
}

static bool read_folder(struct holdings *h, const char *folder,
                        struct error *err)
{
    DIR *dir = opendir(folder);

    *h = (struct holdings){.files = 0};
    if (!dir)
        return error_set_errno(err, "cannot read the folder of capsules %.512s",
                               folder);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir))
        count(h, dirfd(dir), e->d_name);
    (void)closedir(dir);
    return true;
}

static bool make_room(const char *folder, size_t size, size_t files_most,
                      size_t bytes_most, struct error *err)
{
    char path[PATH_MAX];
    struct holdings h;

    if (!read_folder(&h, folder, err))
        return false;
    while (h.files > 0 &&
           (h.files >= files_most || h.bytes + size > bytes_most)) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, h.oldest);
        if (unlink(path) != 0)
            return error_set_errno(
                err, "cannot remove the oldest capsule %.512s", path);
        if (!read_folder(&h, folder, err))
            return false;
    }
    return true;
}

enum { TEXT_MAX_BYTES = 16 * 1024 * 1024 };

/* True if the value of the variable influences a run and is not a secret. */
static bool is_kept(const char *pair)
{
    static const char *const kept[] = {
        "DAYFLY_",
        "AWS_LAMBDA_FUNCTION_",
        "AWS_LAMBDA_LOG_",
        "AWS_REGION=",
        "AWS_DEFAULT_REGION=",
        "TZ=",
        "LANG=",
        "LC_",
        "PATH=",
        "NODE_OPTIONS=",
    };

    for (size_t i = 0; i < COUNT(kept); i++)
        if (!strncmp(pair, kept[i], strlen(kept[i])))
            return !redact_is_secret_name(pair) &&
                   strncmp(pair, "DAYFLY_CAPSULE=", 15) != 0;
    return false;
}

/* Adds the text without secrets; in base64 if it is not UTF-8. */
static void put_text(json_t *to, const char *name, const struct capsule *c,
                     const char *text, size_t size)
{
    AUTO(struct buf, buf_free) clean = BUF(TEXT_MAX_BYTES);
    AUTO(struct buf, buf_free) coded = BUF(TEXT_MAX_BYTES);
    char key[64];

    if (!redact(&clean, text, size, c->environment))
        return;
    json_t *string = json_stringn(clean.data, clean.size);
    if (string) {
        (void)json_object_set_new(to, name, string);
    } else if (base64_encode(&coded, clean.data, clean.size)) {
        (void)snprintf(key, sizeof key, "%sBase64", name);
        (void)json_object_set_new(to, key, json_string(coded.data));
    }
}

static json_t *headers_of(const struct capsule *c, const struct invocation *inv)
{
    json_t *headers = json_object();

    for (size_t i = 0; i < INVOCATION_ENV_FIELDS; i++) {
        const struct buf *value = invocation_env_field(inv, i);
        if (value->size > 0)
            put_text(headers, invocation_env_names[i], c, value->data,
                     value->size);
    }
    return headers;
}

static json_t *environment_of(const struct capsule *c)
{
    json_t *capsule = json_object();

    for (char *const *pair = c->environment; *pair; pair++) {
        size_t size = strcspn(*pair, "=");
        json_t *value = is_kept(*pair) ? json_string(*pair + size + 1) : NULL;
        char name[128];
        if (size >= sizeof name || !(*pair)[size])
            continue;
        (void)snprintf(name, sizeof name, "%.*s", (int)size, *pair);
        (void)json_object_set_new(capsule, name, value ? value : json_null());
    }
    return capsule;
}

/* Without the values of `env`. */
static json_t *manifest_of(const struct capsule *c)
{
    json_t *copy = json_deep_copy(c->settings->manifest->root);
    json_t *env = json_object_get(copy, "env");

    for (void *at = json_object_iter(env); at;
         at = json_object_iter_next(env, at))
        (void)json_object_iter_set_new(env, at, json_null());
    return copy;
}

static json_t *code_of(const struct capsule *c)
{
    const struct handler *h = c->handler;
    char digest[SHA256_TEXT_SIZE];
    json_t *code = json_object();
    size_t left_out;

    (void)json_object_set_new(code, "file", json_string(h->file));
    if (sha256_file(h->file, digest))
        (void)json_object_set_new(code, "sha256", json_string(digest));
    (void)json_object_set_new(code, "files",
                              file_digests_of(h->root, &left_out));
    (void)json_object_set_new(code, "filesLeftOut",
                              json_integer((json_int_t)left_out));
    if (h->bridged)
        (void)json_object_set_new(code, "interpreter",
                                  json_string(h->interpreter));
    if (h->bridged && *h->version_text)
        (void)json_object_set_new(code, "interpreterVersion",
                                  json_string(h->version_text));
    return code;
}

static json_t *capsule_from(const struct capsule *c,
                            const struct invocation *inv,
                            const struct response *resp)
{
    json_t *capsule = json_object();

    (void)json_object_set_new(capsule, "dayfly", json_string("capsule"));
    (void)json_object_set_new(capsule, "version", json_string(DAYFLY_VERSION));
    (void)json_object_set_new(capsule, "folder", json_string(c->handler->root));
    (void)json_object_set_new(capsule, "handler",
                              json_string(c->settings->handler));
    (void)json_object_set_new(capsule, "code", code_of(c));
    (void)json_object_set_new(capsule, "limitMs", json_integer(inv->limit_ms));
    (void)json_object_set_new(capsule, "environment", environment_of(c));
    if (c->settings->manifest->root)
        (void)json_object_set_new(capsule, "manifest", manifest_of(c));
    (void)json_object_set_new(capsule, "headers", headers_of(c, inv));
    put_text(capsule, "event", c, inv->event.data, inv->event.size);
    put_text(capsule, "error", c, resp->error.bytes.data,
             resp->error.bytes.size);
    return capsule;
}

/* The file is complete or does not exist. O_EXCL: a handler may have put a file
 * or a link there. */
static bool write_file(const char *folder, const char *id, const char *text,
                       struct error *err)
{
    char path[PATH_MAX];
    char temporary[PATH_MAX + 8];

    (void)snprintf(path, sizeof path, "%s/capsule-%lld-%.80s.json", folder,
                   (long long)clock_wall_ms(), id);
    (void)snprintf(temporary, sizeof temporary, "%s.part", path);
    AUTO(int, fd_close)
    fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
              S_IRUSR | S_IWUSR);
    if (fd >= 0 && fd_write_all(fd, text, strlen(text)) &&
        rename(temporary, path) == 0)
        return true;
    (void)error_set_errno(err, "cannot write the capsule %.512s", path);
    if (fd >= 0)
        (void)unlink(temporary);
    return false;
}

bool capsule_begin(const struct settings *s, struct error *err)
{
    AUTO(int, fd_close)
    fd = s->capsule ? open(s->capsule, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (!s->capsule ||
        (fd >= 0 && faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) == 0))
        return true;
    return error_set_errno(
        err,
        "DAYFLY_CAPSULE is \"%.512s\"; it must be a writable "
        "folder: create it, or unset DAYFLY_CAPSULE",
        s->capsule);
}

void capsule_keep(const struct capsule *c, const struct invocation *inv,
                  const struct response *resp, struct log *log)
{
    const char *folder = c->settings->capsule;
    struct error err = ERROR_NONE;

    if (!folder || resp->error.bytes.size == 0)
        return;
    json_t *capsule = capsule_from(c, inv, resp);
    char *text = json_dumps(capsule, JSON_INDENT(2));
    if (!text)
        (void)error_set(&err, "no memory for a capsule");
    else if (make_room(folder, strlen(text), CAPSULES_MAX, CAPSULES_MAX_BYTES,
                       &err))
        (void)!write_file(folder, inv->request_id.data, text, &err);
    if (*err.text)
        log_printf(log, LEVEL_WARN, "dayfly: %s", err.text);
    mem_free(text);
    json_decref(capsule);
}
