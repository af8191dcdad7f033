#include "host/metrics_api/process_numbers.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/clock.h"
#include "host/metrics/metric_text.h"

static const struct metric_family cpu = {
    "process_cpu_seconds", METRIC_COUNTER, "seconds",
    "Total user and system CPU time spent in seconds."};
static const struct metric_family started = {
    "process_start_time_seconds", METRIC_GAUGE, "seconds",
    "Start time of the process since unix epoch in seconds."};
static const struct metric_family resident = {"process_resident_memory_bytes",
                                              METRIC_GAUGE, "bytes",
                                              "Resident memory size in bytes."};
static const struct metric_family address_space = {
    "process_virtual_memory_bytes", METRIC_GAUGE, "bytes",
    "Virtual memory size in bytes."};
static const struct metric_family open_files = {
    "process_open_fds", METRIC_GAUGE, "", "Number of open file descriptors."};
static const struct metric_family most_files = {
    "process_max_fds", METRIC_GAUGE, "",
    "Maximum number of open file descriptors."};

/* False: it cannot be read. */
static bool read_memory(uint64_t *address_space_bytes, uint64_t *resident_bytes)
{
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    FILE *file = fopen("/proc/self/statm", "re");
    char line[128] = "";
    char *rest = line;

    if (!file)
        return false;
    bool ok = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    *address_space_bytes = strtoull(line, &rest, 10) * page;
    *resident_bytes = strtoull(rest, NULL, 10) * page;
    return ok && rest != line;
}

/* Without "." and "..", and the one that reads them. */
static uint64_t count_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    uint64_t count = 0;

    while (folder && readdir(folder))
        count++;
    if (folder)
        (void)closedir(folder);
    return count > 3 ? count - 3 : 0;
}

static void add(struct metric_text *text, const struct metric_family *family,
                uint64_t value)
{
    metric_text_family(text, family);
    metric_text_count(text, NULL, value);
}

void process_numbers_add(struct metric_text *text, int64_t started_ms)
{
    uint64_t size;
    uint64_t memory;
    struct rlimit files;

    metric_text_family(text, &cpu);
    metric_text_seconds(text, NULL, clock_cpu_us(getpid()));
    metric_text_family(text, &started);
    metric_text_seconds(text, NULL, started_ms * 1000);
    if (read_memory(&size, &memory)) {
        add(text, &resident, memory);
        add(text, &address_space, size);
    }
    add(text, &open_files, count_files());
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        add(text, &most_files, (uint64_t)files.rlim_cur);
}
