#include "bootstrap/cleanup/residue_ipc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/keyctl.h, which not every C library has. */
enum { RING_OF_SESSION = -3, RING_OF_USER = -4 };
enum { KEYCTL_UNLINK = 9, KEYCTL_READ = 11, KEYCTL_DESCRIBE = 6 };

static int remove_memory(int id)
{
    return shmctl(id, IPC_RMID, NULL);
}

static int remove_queue(int id)
{
    return msgctl(id, IPC_RMID, NULL);
}

static int remove_semaphores(int id)
{
    return semctl(id, 0, IPC_RMID);
}

/* Where the kernel lists each kind, and the column of the uid, from 0. */
static const struct ipc_kind {
    const char *name;
    const char *table; /* NULL: a keyring */
    int user_column;
    int ring;
    int (*remove)(int id);
} kinds[RESIDUE_IPC_KINDS] = {
    {"shm", "/proc/sysvipc/shm", 7, 0, remove_memory},
    {"msg", "/proc/sysvipc/msg", 7, 0, remove_queue},
    {"sem", "/proc/sysvipc/sem", 4, 0, remove_semaphores},
    {"key", NULL, 0, RING_OF_USER, NULL},
    {"key", NULL, 0, RING_OF_SESSION, NULL},
};

static void note(struct residue_ids *to, int id)
{
    if (to->count < RESIDUE_IPC_MAX)
        to->ids[to->count++] = id;
    else
        to->complete = false;
}

/* The n-th number of a line, from 0. */
static bool column(const char *line, int n, long *value)
{
    static const char blanks[] = " \t";
    char *end;

    while (n-- > 0) {
        line += strspn(line, blanks);
        line += strcspn(line, blanks);
    }
    *value = strtol(line, &end, 10);
    return end > line;
}

static void list_table(const struct ipc_kind *k, uid_t uid,
                       struct residue_ids *to)
{
    FILE *file = fopen(k->table, "re");
    char line[512];
    long id;
    long user;

    while (file && fgets(line, sizeof line, file))
        if (column(line, k->user_column, &user) && column(line, 1, &id) &&
            (uid_t)user == uid)
            note(to, (int)id);
    if (file)
        (void)fclose(file);
}

static void list_ring(const struct ipc_kind *k, struct residue_ids *to)
{
    int32_t keys[RESIDUE_IPC_MAX];
    long size = syscall(SYS_keyctl, KEYCTL_READ, k->ring, keys, sizeof keys);

    for (size_t i = 0; size > 0 && i < (size_t)size / sizeof *keys; i++)
        if (i < RESIDUE_IPC_MAX)
            note(to, keys[i]);
        else
            to->complete = false;
}

static void list(const struct ipc_kind *k, uid_t uid, struct residue_ids *to)
{
    to->count = 0;
    to->complete = true;
    if (k->table)
        list_table(k, uid, to);
    /* We cannot read the keyring of another user. */
    else if (uid == geteuid())
        list_ring(k, to);
}

static bool has(const struct residue_ids *in, int id)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->ids[i] == id)
            return true;
    return false;
}

/* From "user;0;0;3f010000;name" take the type and the name. */
static void add_key(struct residue_list *found, int id)
{
    char text[160] = "";
    long size = syscall(SYS_keyctl, KEYCTL_DESCRIBE, id, text, sizeof text - 1);
    const char *name = size > 0 ? strrchr(text, ';') : NULL;

    residue_list_add(found, "key %s", name ? name + 1 : "without a name");
}

static bool remove_one(const struct ipc_kind *k, int id)
{
    if (k->remove)
        return k->remove(id) == 0;
    return syscall(SYS_keyctl, KEYCTL_UNLINK, id, k->ring) == 0;
}

void residue_ipc_save(struct residue_ipc *before, uid_t uid)
{
    for (size_t i = 0; i < RESIDUE_IPC_KINDS; i++)
        list(&kinds[i], uid, &before->kinds[i]);
}

void residue_ipc_find(const struct residue_ipc *before, uid_t uid, bool remove,
                      struct residue_list *found)
{
    for (size_t i = 0; i < RESIDUE_IPC_KINDS; i++) {
        const struct residue_ids *old = &before->kinds[i];
        struct residue_ids now;
        list(&kinds[i], uid, &now);
        found->incomplete |= !old->complete || !now.complete;
        for (size_t n = 0; old->complete && n < now.count; n++) {
            int id = now.ids[n];
            if (has(old, id))
                continue;
            if (kinds[i].table)
                residue_list_add(found, "%s %d", kinds[i].name, id);
            else
                add_key(found, id);
            if (remove && remove_one(&kinds[i], id))
                found->removed++;
        }
    }
}
