#include "host/catalog/version_numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/functions/function_name.h"
#include "host/store/store.h"

static const char kind[] = "numbers";

/* Not that of the function, which is removed with all that it owns. */
enum { OWNER_SIZE = FUNCTION_NAME_MAX + 16, NUMBER_SIZE = 24 };

static void owner_of(char owner[OWNER_SIZE], const char *name)
{
    (void)snprintf(owner, OWNER_SIZE, "numbers:%.*s", FUNCTION_NAME_MAX, name);
}

bool version_numbers_keep(struct store *store, const char *name,
                          json_int_t next, struct error *err)
{
    char owner[OWNER_SIZE];
    char text[NUMBER_SIZE];
    const struct store_item item = {
        .kind = kind, .owner = owner, .name = "", .text = text};

    owner_of(owner, name);
    (void)snprintf(text, sizeof text, "%lld", (long long)next);
    return next <= 1 || store_put(store, &item, err);
}

struct search {
    char owner[OWNER_SIZE];
    json_int_t next;
};

static bool look(void *self, const struct store_item *item, struct error *err)
{
    struct search *search = self;

    (void)err;
    if (!strcmp(item->owner, search->owner))
        search->next = strtoll(item->text, NULL, 10);
    return true;
}

bool version_numbers_first(struct store *store, const char *name,
                           json_int_t *next, struct error *err)
{
    struct search search = {.next = 1};

    owner_of(search.owner, name);
    if (!store_each(store, kind, look, &search, err))
        return false;
    *next = search.next > 1 ? search.next : 1;
    return true;
}
