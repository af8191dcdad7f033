#include "host/pack/path_pattern.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "common/buf.h"

enum { PATTERN_MAX = 1024, RANGES_MAX = 256 };

enum piece_kind {
    PIECE_CHARACTER,
    PIECE_ONE,     /* ?: any but / */
    PIECE_SET,     /* [...]: the same, of some */
    PIECE_MANY,    /* *: any number of any but / */
    PIECE_ALL,     /* any number of any */
    PIECE_FOLDERS, /* nothing, or what ends in / */
};

struct range {
    uint32_t from, to;
};

struct piece {
    enum piece_kind kind;
    uint32_t c;
    bool is_inverted;
    size_t first, count; /* of the ranges of a set */
};

struct path_pattern {
    struct piece pieces[PATTERN_MAX + 2];
    size_t count;
    struct range ranges[RANGES_MAX];
    size_t range_count;
};

/* The next character; what is no UTF-8 counts byte by byte. */
static uint32_t next(const char **at)
{
    const unsigned char *bytes = (const unsigned char *)*at;
    unsigned more = *bytes >= 0xf0 ? 3 : *bytes >= 0xe0 ? 2 : *bytes >= 0xc0;
    uint32_t c = more == 0 ? *bytes : *bytes & (0x3fU >> more);

    for (unsigned i = 1; i <= more; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            *at += 1;
            return *bytes;
        }
        c = c << 6 | (bytes[i] & 0x3fU);
    }
    *at += more + 1;
    return c;
}

static bool add(struct path_pattern *p, const struct piece *piece,
                struct error *err)
{
    if (p->count == COUNT(p->pieces))
        return error_set(err, "it is longer than %d characters", PATTERN_MAX);
    p->pieces[p->count++] = *piece;
    return true;
}

static bool add_range(struct path_pattern *p, uint32_t from, uint32_t to,
                      struct error *err)
{
    if (from > to)
        return error_set(err, "a range in [] ends before it begins");
    if (p->range_count == RANGES_MAX)
        return error_set(err, "it has more than %d characters in []",
                         RANGES_MAX);
    p->ranges[p->range_count++] = (struct range){from, to};
    return true;
}

/* A character of a set, of which *at is not the end. */
static uint32_t member(const char **at)
{
    if (**at == '\\' && (*at)[1])
        *at += 1;
    return next(at);
}

/* *at is behind the [. */
static bool add_set(struct path_pattern *p, const char **at, struct error *err)
{
    const char *text = *at;
    struct piece piece = {.kind = PIECE_SET, .first = p->range_count};

    if (*text == '!' || *text == '^') {
        piece.is_inverted = true;
        text++;
    }
    for (bool first = true; *text && (first || *text != ']'); first = false) {
        if (text[0] == '[' && text[1] == ':')
            return error_set(err, "classes such as [:alpha:] are not known");
        uint32_t from = member(&text);
        uint32_t to = from;
        if (text[0] == '-' && text[1] && text[1] != ']') {
            text++;
            to = member(&text);
        }
        if (!add_range(p, from, to, err))
            return false;
    }
    if (!*text)
        return error_set(err, "\"[%.100s\" has no end", *at);
    piece.count = p->range_count - piece.first;
    *at = text + 1;
    return add(p, &piece, err);
}

static bool add_text(struct path_pattern *p, const char **at, struct error *err)
{
    const char *text = *at;

    if (*text == '\\') {
        if (!text[1])
            return error_set(err, "\"\\\" has no end");
        *at += 1;
    }
    return add(p, &(struct piece){.kind = PIECE_CHARACTER, .c = next(at)}, err);
}

static bool add_stars(struct path_pattern *p, const char **at,
                      struct error *err)
{
    *at += strspn(*at, "*");
    return add(p, &(struct piece){.kind = PIECE_MANY}, err);
}

/* One piece, or the / and the folders behind it. */
static bool add_next(struct path_pattern *p, const char **at, struct error *err)
{
    static const struct piece slash = {.kind = PIECE_CHARACTER, .c = '/'};

    if (!strncmp(*at, "/**/", 4)) {
        *at += 4;
        return add(p, &slash, err) &&
               add(p, &(struct piece){.kind = PIECE_FOLDERS}, err);
    }
    if (!strcmp(*at, "/**")) {
        *at += 3;
        return add(p, &slash, err) &&
               add(p, &(struct piece){.kind = PIECE_ALL}, err);
    }
    switch (**at) {
    case '*':
        return add_stars(p, at, err);
    case '?':
        *at += 1;
        return add(p, &(struct piece){.kind = PIECE_ONE}, err);
    case '[':
        *at += 1;
        return add_set(p, at, err);
    default:
        return add_text(p, at, err);
    }
}

static bool read_text(struct path_pattern *p, const char *text, bool plain,
                      struct error *err)
{
    bool ok = true;

    while (ok && *text)
        ok = plain ? add(p,
                         &(struct piece){.kind = PIECE_CHARACTER,
                                         .c = next(&text)},
                         err)
                   : add_next(p, &text, err);
    return ok;
}

struct path_pattern *path_pattern_make(const char *text, bool plain,
                                       bool anywhere, struct error *err)
{
    struct path_pattern *p = mem_new(1, sizeof *p);

    if (!p) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    if (!plain && !strncmp(text, "**/", 3)) {
        anywhere = true;
        text += 3;
    }
    if (anywhere)
        p->pieces[p->count++] = (struct piece){.kind = PIECE_FOLDERS};
    if (read_text(p, text, plain, err))
        return p;
    mem_free(p);
    return NULL;
}

static bool set_has(const struct path_pattern *p, const struct piece *piece,
                    uint32_t c)
{
    bool found = false;

    for (size_t i = 0; i < piece->count; i++) {
        const struct range *range = &p->ranges[piece->first + i];
        found = found || (c >= range->from && c <= range->to);
    }
    return found != piece->is_inverted;
}

static bool fits(const struct path_pattern *p, const struct piece *piece,
                 uint32_t c)
{
    if (piece->kind == PIECE_CHARACTER)
        return c == piece->c;
    return c != '/' && (piece->kind == PIECE_ONE || set_has(p, piece, c));
}

/* `at` has the places of the path that the pieces before this one may have led
 * to; then those that it may lead to. False: there are none. */
static bool step(const struct path_pattern *p, const struct piece *piece,
                 const uint32_t *path, size_t size, bool *at)
{
    bool any = false;
    bool open = false; /* an earlier place leads on */
    bool before = false;

    for (size_t i = 0; i <= size; i++) {
        bool here = at[i];
        switch (piece->kind) {
        case PIECE_MANY:
            open = here || (open && path[i - 1] != '/');
            at[i] = open;
            break;
        case PIECE_ALL:
            open = open || here;
            at[i] = open;
            break;
        case PIECE_FOLDERS:
            at[i] = here || (open && path[i - 1] == '/');
            open = open || here;
            break;
        case PIECE_CHARACTER:
        case PIECE_ONE:
        case PIECE_SET:
        default:
            at[i] = before && fits(p, piece, path[i - 1]);
            break;
        }
        before = here;
        any = any || at[i];
    }
    return any;
}

bool path_pattern_match(const struct path_pattern *pattern, const char *path)
{
    uint32_t characters[PATH_MAX];
    bool at[PATH_MAX + 1];
    size_t size = 0;

    while (*path && size < PATH_MAX)
        characters[size++] = next(&path);
    memset(at, 0, size + 1);
    at[0] = true;
    for (size_t i = 0; i < pattern->count; i++)
        if (!step(pattern, &pattern->pieces[i], characters, size, at))
            return false;
    return at[size];
}
