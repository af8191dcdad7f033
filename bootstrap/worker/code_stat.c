#include "bootstrap/worker/code_stat.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "common/clock.h"
#include "common/function/code_files.h"

/* The tick is longer than the longest of a kernel: 10 ms with CONFIG_HZ=100. */
enum { DEPTH_MAX = 64, STAMP_TICK_US = 20000 };

/* The order in which a folder is read does not matter to a sum; so that two
 * changes do not cancel out, each file's part is mixed first. */
static uint64_t mix(uint64_t sum, uint64_t value)
{
    sum = (sum ^ value) * 0x9e3779b97f4a7c15U;
    return sum ^ sum >> 32;
}

static void add_file(struct code_stat *is, const struct stat *st)
{
    int64_t changed_us =
        (int64_t)st->st_ctim.tv_sec * 1000000 + st->st_ctim.tv_nsec / 1000;
    uint64_t part = mix(mix(1, st->st_ino), (uint64_t)st->st_size);

    is->sum += mix(mix(part, (uint64_t)st->st_ctim.tv_sec),
                   (uint64_t)st->st_ctim.tv_nsec);
    if (changed_us > clock_stamp_us() - STAMP_TICK_US)
        is->is_recent = true;
    if (changed_us > is->newest_us)
        is->newest_us = changed_us;
}

/* By what readdir(3) says of it, so that most files need no lstat(2). */
static bool is_of_interest(const struct dirent *entry)
{
    if (entry->d_type == DT_DIR)
        return !code_files_skip(entry->d_name);
    return entry->d_type == DT_UNKNOWN || code_files_has(entry->d_name);
}

static void add_folder(struct code_stat *is, const char *folder, int depth)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char path[PATH_MAX];
        struct stat st;
        int size = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (size >= PATH_MAX || !is_of_interest(entry) || lstat(path, &st) != 0)
            continue;
        if (!S_ISDIR(st.st_mode) && code_files_has(entry->d_name))
            add_file(is, &st);
        else if (S_ISDIR(st.st_mode) && !code_files_skip(entry->d_name) &&
                 depth < DEPTH_MAX)
            add_folder(is, path, depth + 1);
    }
    if (dir)
        (void)closedir(dir);
}

void code_stat_read(struct code_stat *is, const char *root)
{
    *is = (struct code_stat){.sum = 0};
    add_folder(is, root, 0);
}
