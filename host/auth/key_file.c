#include "host/auth/key_file.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "common/base64.h"
#include "common/buf.h"
#include "host/crypto/digest.h"
#include "host/crypto/private_file.h"

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

bool key_pattern_is_valid(const char *text)
{
    return is_word(text, 1, KEY_FUNCTIONS_SIZE);
}

bool key_pattern_matches(const char *pattern, const char *name)
{
    return !strcmp(pattern, KEY_ALL) ||
           (strcmp(pattern, KEY_NONE) != 0 && *name &&
            fnmatch(pattern, name, 0) == 0);
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
    const char *queues = take_word(&line);

    if (!*functions)
        functions = KEY_ALL;
    if (!*queues)
        queues = strcmp(functions, KEY_ALL) == 0 ? KEY_ALL : KEY_NONE;
    if (!is_id(id) || !is_word(secret, 16, KEY_SECRET_SIZE) ||
        !key_role_read(&key->role, role) || !key_pattern_is_valid(functions) ||
        !key_pattern_is_valid(queues) || *take_word(&line))
        return false;
    (void)snprintf(key->id, sizeof key->id, "%s", id);
    (void)snprintf(key->secret, sizeof key->secret, "%s", secret);
    (void)snprintf(key->functions, sizeof key->functions, "%s", functions);
    (void)snprintf(key->queues, sizeof key->queues, "%s", queues);
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
                                 "read|invoke|admin FUNCTIONS QUEUES, with "
                                 "blanks between; the secret has 16 or more "
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

bool key_file_read(struct key_list *list, const char *path, bool *exists,
                   struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(FILE_MAX_BYTES);

    *list = (struct key_list)KEY_LIST_NONE;
    if (!private_file_read(&text, path, exists, err))
        return false;
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
        /* Most have no word more than an earlier dayfly knows. */
        bool plain = !strcmp(
            key->queues, !strcmp(key->functions, KEY_ALL) ? KEY_ALL : KEY_NONE);
        ok = buf_printf(text, "%s %s %s %s%s%s\n", key->id, key->secret,
                        key_role_name(key->role), key->functions,
                        plain ? "" : " ", plain ? "" : key->queues);
    }
    return ok;
}

bool key_file_write(const struct key_list *list, const char *path,
                    struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(FILE_MAX_BYTES);

    return make_text(&text, list)
               ? private_file_write(&text, path, err)
               : error_set(err, "there are too many keys for %s", path);
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
