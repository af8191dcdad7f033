#include "host/yaml/yaml_reader.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "common/buf.h"
#include "host/yaml/yaml_anchors.h"
#include "host/yaml/yaml_map.h"

struct reader {
    yaml_parser_t parser;
    const char *path;
    const char *text;
    size_t size;
    struct yaml_tree *tree;
    struct yaml_anchors anchors;
    int depth;
    struct error *err;
};

static bool fault(const struct reader *r, const yaml_mark_t *mark,
                  const char *fmt, ...) PRINTF_LIKE(3, 4);

static bool fault(const struct reader *r, const yaml_mark_t *mark,
                  const char *fmt, ...)
{
    char what[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return error_set(r->err, "%s:%zu:%zu: %s", r->path, mark->line + 1,
                     mark->column + 1, what);
}

/* The library's own words, but for what most people meet. */
static bool parse_fault(const struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    const yaml_mark_t *at = &p->problem_mark;
    const yaml_mark_t none = {.index = 0};

    if (p->error == YAML_MEMORY_ERROR)
        return error_set(r->err, "out of memory");
    if (p->error == YAML_READER_ERROR)
        return fault(r, &none, "%s at byte %zu; the file must be text in UTF-8",
                     p->problem ? p->problem : "it cannot be read",
                     p->problem_offset);
    if (at->index < r->size && r->text[at->index] == '\t')
        return fault(r, at, "there is a tab; YAML is indented with spaces");
    if (p->context)
        return fault(r, at, "%s, %s in line %zu; correct the YAML there",
                     p->problem, p->context, p->context_mark.line + 1);
    return fault(r, at, "%s; correct the YAML there",
                 p->problem ? p->problem : "it is not YAML");
}

static bool next(struct reader *r, yaml_event_t *event)
{
    return yaml_parser_parse(&r->parser, event) != 0 || parse_fault(r);
}

static void take_tag(struct yaml_node *node, const yaml_char_t *tag)
{
    const char *text = (const char *)tag;

    /* "!" alone says that the text is one. */
    if (text && *text == '!' && text[1])
        (void)snprintf(node->tag, sizeof node->tag, "%s", text);
}

static struct yaml_node *add_node(struct reader *r, enum yaml_kind kind,
                                  const yaml_event_t *event,
                                  const yaml_char_t *tag)
{
    struct yaml_node *node = mem_new(1, sizeof *node);

    if (!node) {
        (void)error_set(r->err, "out of memory");
        return NULL;
    }
    node->kind = kind;
    node->line = (int)event->start_mark.line + 1;
    node->column = (int)event->start_mark.column + 1;
    node->weight = 1;
    take_tag(node, tag);
    node->next = r->tree->nodes;
    r->tree->nodes = node;
    return node;
}

static bool add_anchor(struct reader *r, const yaml_event_t *event,
                       const yaml_char_t *name, const struct yaml_node *node)
{
    return !name || yaml_anchors_add(&r->anchors, (const char *)name, node) ||
           fault(r, &event->start_mark,
                 "more than %d anchors, the name of one has more than %d "
                 "bytes, or out of memory; use fewer, shorter ones",
                 YAML_MAX_ANCHORS, YAML_ANCHOR_SIZE - 1);
}

/* All that take return the node; NULL: err is set. */

static const struct yaml_node *take_alias(const struct reader *r,
                                          const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    const struct yaml_node *node = yaml_anchors_find(&r->anchors, name);

    if (node && !node->is_open)
        return node;
    (void)fault(r, &event->start_mark,
                node ? "*%.64s is within what it stands for; remove it"
                     : "no anchor &%.64s is before this alias; add it, or "
                       "write the value here",
                name);
    return NULL;
}

static bool set_text(struct reader *r, const yaml_event_t *event,
                     struct yaml_node *node)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t size = event->data.scalar.length;

    if (strlen(text) != size)
        return fault(r, &event->start_mark,
                     "the text has a NUL byte; remove it");
    node->text = mem_new(size + 1, 1);
    if (!node->text)
        return error_set(r->err, "out of memory");
    memcpy(node->text, text, size);
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return add_anchor(r, event, event->data.scalar.anchor, node);
}

static const struct yaml_node *take_text(struct reader *r,
                                         const yaml_event_t *event)
{
    struct yaml_node *node =
        add_node(r, YAML_TEXT, event, event->data.scalar.tag);

    return node && set_text(r, event, node) ? node : NULL;
}

static const struct yaml_node *take(struct reader *r,
                                    const yaml_event_t *event);

static bool add_child(struct reader *r, struct yaml_node *to,
                      const struct yaml_node *key, const yaml_event_t *event)
{
    const struct yaml_item item = {.key = key, .value = take(r, event)};

    if (!item.value)
        return false;
    to->weight += item.value->weight + (key ? 1 : 0);
    if (to->weight > YAML_MAX_NODES)
        return fault(r, &event->start_mark,
                     "there are more than %d values, counted once for each "
                     "alias; use fewer",
                     YAML_MAX_NODES);
    return yaml_items_add(to, &item) || error_set(r->err, "out of memory");
}

static bool check_key(const struct reader *r, const struct yaml_node *map,
                      const yaml_event_t *event, const struct yaml_node *key)
{
    const struct yaml_node *first;

    if (key->kind != YAML_TEXT || *key->tag)
        return fault(r, &event->start_mark,
                     "a key must be a text without a tag; is it a value in "
                     "braces, which needs quotes?");
    if (map->count >= YAML_MAX_KEYS)
        return fault(r, &event->start_mark,
                     "the mapping has more than %d keys; use fewer",
                     YAML_MAX_KEYS);
    first = yaml_is_merge(key) ? NULL : yaml_key(map, key->text);
    return !first || fault(r, &event->start_mark,
                           "the key \"%.64s\" is here twice, first in line "
                           "%d; remove one of them",
                           key->text, first->line);
}

/* One item; event is its first. */
static bool take_item(struct reader *r, struct yaml_node *node,
                      const yaml_event_t *event)
{
    const struct yaml_node *key;
    yaml_event_t value;

    if (node->kind == YAML_LIST)
        return add_child(r, node, NULL, event);
    key = take(r, event);
    if (!key || !check_key(r, node, event, key) || !next(r, &value))
        return false;
    bool ok = add_child(r, node, key, &value);
    yaml_event_delete(&value);
    return ok;
}

static bool take_items(struct reader *r, struct yaml_node *node,
                       yaml_event_type_t end)
{
    for (;;) {
        yaml_event_t event;
        if (!next(r, &event))
            return false;
        bool ended = event.type == end;
        bool ok = ended || take_item(r, node, &event);
        yaml_event_delete(&event);
        if (!ok || ended)
            return ok;
    }
}

static bool fill(struct reader *r, const yaml_event_t *event,
                 struct yaml_node *node)
{
    bool is_map = node->kind == YAML_MAP;

    if (++r->depth > YAML_MAX_DEPTH)
        return fault(r, &event->start_mark,
                     "values are nested deeper than %d levels; use fewer",
                     YAML_MAX_DEPTH);
    node->is_open = true;
    if (!add_anchor(r, event,
                    is_map ? event->data.mapping_start.anchor
                           : event->data.sequence_start.anchor,
                    node) ||
        !take_items(r, node,
                    is_map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT))
        return false;
    node->is_open = false;
    r->depth--;
    return yaml_merge(node, r->path, r->err);
}

static const struct yaml_node *take_collection(struct reader *r,
                                               const yaml_event_t *event)
{
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    struct yaml_node *node = add_node(r, is_map ? YAML_MAP : YAML_LIST, event,
                                      is_map ? event->data.mapping_start.tag
                                             : event->data.sequence_start.tag);

    return node && fill(r, event, node) ? node : NULL;
}

static const struct yaml_node *take(struct reader *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return take_alias(r, event);
    case YAML_SCALAR_EVENT:
        return take_text(r, event);
    default:
        return take_collection(r, event);
    }
}

static bool take_stream(struct reader *r)
{
    for (;;) {
        yaml_event_t event;
        bool ok = true;
        if (!next(r, &event))
            return false;
        bool ended = event.type == YAML_STREAM_END_EVENT;
        if (event.type == YAML_DOCUMENT_START_EVENT && r->tree->root)
            ok = fault(r, &event.start_mark,
                       "a second document begins; a template is one document: "
                       "remove the line ---");
        else if (event.type >= YAML_ALIAS_EVENT)
            ok = (r->tree->root = take(r, &event)) != NULL;
        yaml_event_delete(&event);
        if (!ok || ended)
            return ok;
    }
}

bool yaml_reader_read(struct yaml_tree *tree, const char *path,
                      const char *text, size_t size, struct error *err)
{
    struct reader r = {
        .path = path, .text = text, .size = size, .tree = tree, .err = err};

    if (!yaml_parser_initialize(&r.parser))
        return error_set(err, "out of memory");
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, size);
    bool ok = take_stream(&r);
    yaml_parser_delete(&r.parser);
    yaml_anchors_free(&r.anchors);
    return ok;
}
