#include "host/schedules/schedule_rows.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/base/log_writer.h"
#include "host/schedules/scheduler.h"
#include "host/store/store.h"

static const char kind[] = "schedule";
static const char group_kind[] = "schedule-group";

/* No function's name has a colon, and no name of a schedule a slash. */
enum { OWNER_SIZE = 2 * SCHEDULE_NAME_MAX + 32 };

static void owner_of(char owner[OWNER_SIZE], const struct schedule *s)
{
    (void)snprintf(owner, OWNER_SIZE, "schedule:%s/%s", s->group, s->name);
}

static void owner_of_group(char owner[OWNER_SIZE], const char *name)
{
    (void)snprintf(owner, OWNER_SIZE, "schedule-group:%s", name);
}

struct loading {
    struct scheduler *scheduler;
    void (*take)(struct scheduler *sc, struct schedule *s);
};

static bool load(void *self, const struct store_item *item, struct error *err)
{
    const struct loading *loading = self;
    json_t *document = json_loads(item->text, 0, NULL);
    AUTO(struct buf, buf_free) line = BUF(4096);
    struct error why = ERROR_NONE;

    if (!json_is_object(document)) {
        json_decref(document);
        return error_set(err, "the store's row of %s cannot be read",
                         item->owner);
    }
    struct schedule *s = schedule_new(document, &why);
    if (s)
        loading->take(loading->scheduler, s);
    else if (buf_printf(&line, "dayfly: %s does not run: %s", item->owner,
                        why.text))
        log_writer_line(loading->scheduler->log, NULL, line.data, line.size);
    return true;
}

static bool load_group(void *self, const struct store_item *item,
                       struct error *err)
{
    struct scheduler *sc = self;
    json_t *document = json_loads(item->text, 0, NULL);
    const char *name = strchr(item->owner, ':');

    return (name && json_is_object(document) &&
            json_object_set_new(sc->groups, name + 1, document) == 0) ||
           error_set(err, "the store's row of %s cannot be read", item->owner);
}

bool schedule_rows_load(struct scheduler *sc,
                        void (*take)(struct scheduler *sc, struct schedule *s),
                        struct error *err)
{
    struct loading loading = {.scheduler = sc, .take = take};

    return store_each(sc->store, group_kind, load_group, sc, err) &&
           store_each(sc->store, kind, load, &loading, err);
}

static bool put(struct scheduler *sc, const char *what, const char *owner,
                const json_t *document, struct error *err)
{
    char *text = json_dumps(document, JSON_COMPACT);
    const struct store_item item = {
        .kind = what, .owner = owner, .name = "", .text = text};
    bool ok = text ? store_put(sc->store, &item, err)
                   : error_set(err, "out of memory");

    mem_free(text);
    return ok;
}

bool schedule_rows_put(struct scheduler *sc, const struct schedule *s,
                       struct error *err)
{
    char owner[OWNER_SIZE];

    owner_of(owner, s);
    return put(sc, kind, owner, s->document, err);
}

bool schedule_rows_remove(struct scheduler *sc, const struct schedule *s,
                          struct error *err)
{
    char owner[OWNER_SIZE];

    owner_of(owner, s);
    return store_remove_owner(sc->store, owner, err);
}

bool schedule_rows_put_group(struct scheduler *sc, const char *name,
                             const json_t *document, struct error *err)
{
    char owner[OWNER_SIZE];

    owner_of_group(owner, name);
    return put(sc, group_kind, owner, document, err);
}

bool schedule_rows_remove_group(struct scheduler *sc, const char *name,
                                struct error *err)
{
    char owner[OWNER_SIZE];

    owner_of_group(owner, name);
    return store_remove_owner(sc->store, owner, err);
}
