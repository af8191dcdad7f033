#include "host/auth/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base64.h"
#include "common/buf.h"
#include "common/fd.h"
#include "host/crypto/digest.h"

enum {
    FILE_MAX_BYTES = 1024 * 1024,
    ID_LETTERS = 16,
    SECRET_BYTES = 30,
};

static const char *const roles[] = {"read", "invoke", "admin"};

void key_list_clear(struct key_list *list)
{
    mem_free(list->keys);
    *list = (struct key_list)KEY_LIST_NONE;
}

bool key_list_add(struct key_list *list, const struct access_key *key)
{
    struct access_key *more = mem_new(list->count + 1, sizeof *more);

    if (!more)
        return false;
    if (list->count > 0)
        memcpy(more, list->keys, list->count * sizeof *more);
    more[list->count++] = *key;
    mem_free(list->keys);
    list->keys = more;
    return true;
}

const struct access_key *key_list_find(const struct key_list *list,
                                       const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->keys[i].id, id))
            return &list->keys[i];
    return NULL;
}

const char *key_role_name(enum key_role role)
{
    return roles[role];
}

bool key_role_read(enum key_role *role, const char *text)
{
    for (size_t i = 0; i < COUNT(roles); i++) {
        if (strcmp(roles[i], text) != 0)
            continue;
        *role = (enum key_role)i;
        return true;
    }
    return false;
}

/* Without blanks and control characters. */
static bool is_word(const char *text, size_t least, size_t room)
{
    size_t size = strlen(text);

    for (size_t i = 0; i < size; i++)
        if (text[i] <= ' ' || text[i] == 0x7f)
            return false;
    return size >= least && size < room;
}

static bool is_id(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

    return is_word(text, 3, KEY_ID_SIZE) &&
           strspn(text, letters) == strlen(text);
}

bool key_functions_are_valid(const char *text)
{
    return is_word(text, 1, KEY_FUNCTIONS_SIZE);
}

/* The next word of a line, which is cut off there; "" if there is none. */
static char *take_word(char **line)
{
    char *word = *line + strspn(*line, " \t\r");
    size_t size = strcspn(word, " \t\r");

    *line = word + size + (word[size] != '\0');
    word[size] = '\0';
    return word;
}

static bool read_key(struct access_key *key, char *line)
{
    const char *id = take_word(&line);
    const char *secret = take_word(&line);
    const char *role = take_word(&line);
    const char *functions = take_word(&line);

    if (!*functions)
        functions = "*";
    if (!is_id(id) || !is_word(secret, 16, KEY_SECRET_SIZE) ||
        !key_role_read(&key->role, role) ||
        !key_functions_are_valid(functions) || *take_word(&line))
        return false;
    (void)snprintf(key->id, sizeof key->id, "%s", id);
    (void)snprintf(key->secret, sizeof key->secret, "%s", secret);
    (void)snprintf(key->functions, sizeof key->functions, "%s", functions);
    return true;
}

/* `text` ends in a NUL, and is changed. The error has no part of the line: a
 * secret may be in it. */
static bool read_lines(struct key_list *list, char *text, const char *path,
                       struct error *err)
{
    for (int number = 1; *text; number++) {
        struct access_key key = {.role = KEY_READ};
        size_t size = strcspn(text, "\n");
        char *next = text + size + (text[size] == '\n');
        text[size] = '\0';
        size_t blanks = strspn(text, " \t\r");
        if (text[blanks] && text[blanks] != '#') {
            if (!read_key(&key, text))
                return error_set(err,
                                 "%s, line %d: a key is ID SECRET "
                                 "read|invoke|admin FUNCTIONS, with blanks "
                                 "between; the secret has 16 or more "
                                 "characters",
                                 path, number);
            if (key_list_find(list, key.id))
                return error_set(err, "%s, line %d: the key %s is there twice",
                                 path, number, key.id);
            if (!key_list_add(list, &key))
                return error_set(err, "out of memory");
        }
        text = next;
    }
    return true;
}

static bool check_file(int fd, const char *path, struct error *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return error_set_errno(err, "cannot read the keys in %s", path);
    if (!S_ISREG(st.st_mode))
        return error_set(err, "%s is not a file; keys are read from a file",
                         path);
    if (st.st_uid != 0 && st.st_uid != geteuid())
        return error_set(err,
                         "%s belongs to another user (uid %u); the keys in it "
                         "must be yours",
                         path, (unsigned)st.st_uid);
    if ((st.st_mode & 077) != 0)
        return error_set(err,
                         "other users can open %s (mode %04o), which has keys "
                         "in it; chmod 600 it",
                         path, (unsigned)st.st_mode & 07777);
    if (st.st_size > FILE_MAX_BYTES)
        return error_set(err, "%s is larger than %d bytes", path,
                         FILE_MAX_BYTES);
    return true;
}

static bool read_all(struct buf *text, int fd)
{
    ssize_t got = 0;

    while (buf_reserve(text, 4096) &&
           (got = fd_read(fd, buf_tail(text), 4096)) > 0)
        buf_commit(text, (size_t)got);
    return got == 0;
}

bool key_file_read(struct key_list *list, const char *path, bool *exists,
                   struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(FILE_MAX_BYTES + 8192);
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    *list = (struct key_list)KEY_LIST_NONE;
    *exists = fd >= 0;
    if (fd < 0 && errno == ENOENT)
        return true;
    if (fd < 0)
        return error_set_errno(err, "cannot read the keys in %s", path);
    if (!check_file(fd, path, err))
        return false;
    if (!read_all(&text, fd))
        return error_set_errno(err, "cannot read the keys in %s", path);
    if (memchr(text.data, '\0', text.size))
        return error_set(err, "%s is not a text file", path);
    if (!text.size || read_lines(list, (char *)(size_t)text.data, path, err))
        return true;
    key_list_clear(list);
    return false;
}

static bool make_text(struct buf *text, const struct key_list *list)
{
    bool ok = buf_add_str(text,
                          "# Access keys of dayfly. Secrets: keep this "
                          "file to yourself.\n");

    for (size_t i = 0; ok && i < list->count; i++) {
        const struct access_key *key = &list->keys[i];
        ok = buf_printf(text, "%s %s %s %s\n", key->id, key->secret,
                        key_role_name(key->role), key->functions);
    }
    return ok;
}

static bool write_new(const char *path, const struct buf *text)
{
    AUTO(int, fd_close)
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    return fd >= 0 && fd_write_all(fd, text->data, text->size) &&
           fsync(fd) == 0;
}

bool key_file_write(const struct key_list *list, const char *path,
                    struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(FILE_MAX_BYTES);
    char aside[PATH_MAX];

    if (!make_text(&text, list))
        return error_set(err, "there are too many keys for %s", path);
    (void)snprintf(aside, sizeof aside, "%.*s.new", PATH_MAX - 8, path);
    (void)unlink(aside);
    if (write_new(aside, &text) && rename(aside, path) == 0)
        return true;
    (void)error_set_errno(err, "cannot write the keys to %s", path);
    (void)unlink(aside);
    return false;
}

bool key_make(struct access_key *key, struct error *err)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned char bytes[ID_LETTERS + SECRET_BYTES];
    AUTO(struct buf, buf_free) secret = BUF(KEY_SECRET_SIZE);

    if (!digest_random(bytes, sizeof bytes) ||
        !base64_encode(&secret, bytes + ID_LETTERS, SECRET_BYTES))
        return error_set(err, "cannot make a random key");
    (void)snprintf(key->id, sizeof key->id, "AKIA");
    for (size_t i = 0; i < ID_LETTERS; i++)
        key->id[4 + i] = letters[bytes[i] % (sizeof letters - 1)];
    key->id[4 + ID_LETTERS] = '\0';
    (void)snprintf(key->secret, sizeof key->secret, "%s", secret.data);
    return true;
}
