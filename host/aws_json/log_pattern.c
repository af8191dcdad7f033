#include "host/aws_json/log_pattern.h"

#include <stdio.h>
#include <string.h>

static bool add(struct log_pattern *p, char sign, const char *text, size_t size)
{
    if (size == 0)
        return sign == ' ';
    if (p->count == LOG_PATTERN_TERMS)
        return false;
    p->terms[p->count++] =
        (struct log_term){.sign = sign, .text = text, .size = size};
    return true;
}

/* Removes the backslashes in a phrase in place. NULL: it does not end. */
static char *take_phrase(char *at, size_t *size)
{
    char *to = at;

    for (char *from = at; *from; from++) {
        if (*from == '"') {
            *size = (size_t)(to - at);
            return from + 1;
        }
        if (*from == '\\' && (from[1] == '"' || from[1] == '\\'))
            from++;
        *to++ = *from;
    }
    return NULL;
}

static bool take_terms(struct log_pattern *p)
{
    static const char spaces[] = " \t\r\n";
    char *at = p->text + strspn(p->text, spaces);

    while (*at) {
        char sign = ' ';
        if (*at == '?' || *at == '-')
            sign = *at++;
        bool is_phrase = *at == '"';
        char *from = is_phrase ? at + 1 : at;
        size_t size = strcspn(from, spaces);
        char *end = is_phrase ? take_phrase(from, &size) : from + size;
        if (!end || !add(p, sign, from, size))
            return false;
        at = end + strspn(end, spaces);
    }
    return true;
}

bool log_pattern_parse(struct log_pattern *pattern, const char *text)
{
    size_t skip = text ? strspn(text, " \t\r\n") : 0;

    pattern->count = 0;
    pattern->conditions.count = 0;
    *pattern->text = '\0';
    if (!text || !text[skip])
        return true;
    if (strlen(text) > LOG_PATTERN_MAX_BYTES)
        return false;
    (void)snprintf(pattern->text, sizeof pattern->text, "%s", text + skip);
    /* A pattern of columns, and regular expressions. */
    if (*pattern->text == '[' || *pattern->text == '%')
        return false;
    if (*pattern->text == '{')
        return log_conditions_parse(&pattern->conditions, pattern->text);
    return take_terms(pattern);
}

static bool has(const struct log_line *line, const struct log_term *term)
{
    if (line->request && term->size == line->request_size &&
        !memcmp(line->request, term->text, term->size))
        return true;
    return memmem(line->text, line->text_size, term->text, term->size) != NULL;
}

/* In the text format a runtime puts time, request id and level, each with a TAB
 * behind it, before what the function prints. */
static size_t stamp_of(const struct log_line *line)
{
    size_t at = 0;

    for (int i = 0; i < 3; i++) {
        const char *tab = memchr(line->text + at, '\t', line->text_size - at);
        if (!tab)
            return 0;
        at = (size_t)(tab - line->text) + 1;
    }
    return at;
}

static bool meets(const struct log_conditions *conditions,
                  const struct log_line *line)
{
    size_t skip = *line->text == '{' ? 0 : stamp_of(line);

    return log_conditions_match(conditions, line->text + skip,
                                line->text_size - skip);
}

bool log_pattern_matches(const struct log_pattern *pattern,
                         const struct log_line *line)
{
    bool has_options = false;
    bool has_others = false;
    bool option = false;

    if (pattern->conditions.count > 0)
        return meets(&pattern->conditions, line);
    for (size_t i = 0; i < pattern->count; i++) {
        const struct log_term *term = &pattern->terms[i];
        bool found = has(line, term);
        if (term->sign == '?') {
            has_options = true;
            option = option || found;
            continue;
        }
        has_others = true;
        if (found == (term->sign == '-'))
            return false;
    }
    /* As on AWS: beside other terms those with `?` do not count. */
    return !has_options || has_others || option;
}
