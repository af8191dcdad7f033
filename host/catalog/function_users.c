#include "host/catalog/function_users.h"

static const char key[] = "user";

static json_int_t user_of(const struct catalog_entry *entry)
{
    json_int_t user = json_integer_value(json_object_get(entry->document, key));

    return user >= FUNCTION_USERS_LEAST && user <= FUNCTION_USERS_MOST ? user
                                                                       : 0;
}

/* Those of functions that were removed may still have a process. */
static json_int_t next_user(struct catalog *catalog)
{
    json_int_t last = catalog->last_user;

    if (last < FUNCTION_USERS_LEAST)
        last = FUNCTION_USERS_LEAST - 1;
    for (size_t i = 0; i < catalog->count; i++)
        if (user_of(catalog->entries[i]) > last)
            last = user_of(catalog->entries[i]);
    if (last == FUNCTION_USERS_MOST)
        return 0;
    catalog->last_user = (uid_t)last + 1;
    return last + 1;
}

uid_t function_users_of(struct catalog *catalog, struct catalog_entry *entry)
{
    json_int_t user = user_of(entry);

    if (user)
        return (uid_t)user;
    user = next_user(catalog);
    return user && json_object_set_new(entry->document, key,
                                       json_integer(user)) == 0
               ? (uid_t)user
               : 0;
}
