/* query_shape.h - what a request or an answer of AWS's Query protocol has in
 * it, and where it is in the JSON that the services of this host take and
 * give. */
#ifndef DAYFLY_HOST_QUERY_QUERY_SHAPE_H
#define DAYFLY_HOST_QUERY_QUERY_SHAPE_H

enum query_kind {
    QUERY_TEXT,
    QUERY_NUMBER, /* whole; a text that is none stays a text */
    QUERY_LIST,   /* NAME.1, NAME.2, …; in XML an element each */
    QUERY_MAP,    /* NAME.1.KEY and NAME.1.Value, …; in XML the same */
};

/* A member of an object. A table of them ends with a name that is NULL. */
struct query_member {
    const char *name; /* in the form and in XML */
    const char *json;
    enum query_kind kind;
    const struct query_member *of; /* items of a list or values of a map are
                                    * such objects; NULL: texts */
    const char *key;               /* of a map: "Name" or "Key" */
};

struct query_action {
    const char *name;
    const struct query_member *input;
    const struct query_member *output; /* NULL: its answer has no result */
};

#endif
