#include "bootstrap/policy/system_paths.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/sandbox/landlock.h"
#include "common/fd.h"

enum { HEADERS_MAX = 64, LINE_BYTES_MAX = 255, DEPTH_MAX = 4 };

static const char *const readable[] = {
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/local/lib",
    "/usr/share",
    "/usr/local/share",
    "/var/lang",
    "/var/runtime",
    "/opt",
    "/proc",
    "/sys/fs/cgroup",
    "/sys/devices/system",
    "/sys/kernel/mm",
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/fonts",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/pki",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/ssl",
    "/etc/timezone",
    "/dev/random",
    "/dev/urandom",
};
static const char *const writable[] = {
    "/dev/null",
    "/dev/zero",
    "/dev/full",
};

static bool add_all(const struct path_visitor *visitor,
                    const char *const *paths, size_t count, unsigned access,
                    struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!visitor->on_path(visitor->self, paths[i], access, err))
            return false;
    return true;
}

bool system_paths_of_system(const struct path_visitor *visitor,
                            struct error *err)
{
    return add_all(visitor, readable, COUNT(readable), ACCESS_READ, err) &&
           add_all(visitor, writable, COUNT(writable),
                   ACCESS_READ | ACCESS_WRITE, err);
}

static bool find(const struct path_visitor *visitor, const char *name,
                 char to[PATH_MAX])
{
    const char *folders = visitor->search_path;

    if (strchr(name, '/'))
        return snprintf(to, PATH_MAX, "%s", name) < PATH_MAX &&
               access(to, F_OK) == 0;
    while (*folders) {
        int size = (int)strcspn(folders, ":");
        if (*folders == '/' &&
            snprintf(to, PATH_MAX, "%.*s/%s", size, folders, name) < PATH_MAX &&
            access(to, X_OK) == 0)
            return true;
        folders += size + (folders[size] == ':');
    }
    return false;
}

static bool add_at(const struct path_visitor *visitor, const char *name,
                   int depth, struct error *err);

/* The loader (PT_INTERP) of a dynamic program. */
static bool add_loader(const struct path_visitor *visitor, int fd,
                       const Elf64_Ehdr *head, int depth, struct error *err)
{
    char loader[PATH_MAX] = "";
    Elf64_Phdr part;

    for (unsigned i = 0; i < head->e_phnum && i < HEADERS_MAX; i++) {
        off_t at = (off_t)(head->e_phoff + i * sizeof part);
        if (pread(fd, &part, sizeof part, at) != sizeof part)
            return true;
        if (part.p_type != PT_INTERP || part.p_filesz >= sizeof loader)
            continue;
        ssize_t got = pread(fd, loader, part.p_filesz, (off_t)part.p_offset);
        loader[got > 0 ? got : 0] = '\0';
        return add_at(visitor, loader, depth + 1, err) || !*err->text;
    }
    return true;
}

static bool add_neighbours(const struct path_visitor *visitor,
                           const char *program, struct error *err)
{
    static const char *const neighbours[] = {"../lib", "../lib64",
                                             "../pyvenv.cfg"};
    const char *slash = strrchr(program, '/');
    int size = slash ? (int)(slash - program) : 0;
    char path[PATH_MAX];

    /* Only bin folders have a lib folder next to them. */
    if (size < 4 || memcmp(slash - 4, "/bin", 4) != 0)
        return true;
    for (size_t i = 0; i < COUNT(neighbours); i++)
        if (snprintf(path, sizeof path, "%.*s/%s", size, program,
                     neighbours[i]) < PATH_MAX &&
            !visitor->on_path(visitor->self, path, ACCESS_READ, err))
            return false;
    return true;
}

/* For example /usr/local/lib for /usr/local/bin/node. */
bool system_paths_of_interpreter(const struct path_visitor *visitor,
                                 const char *path, struct error *err)
{
    char real[PATH_MAX];

    return add_neighbours(visitor, path, err) &&
           (!realpath(path, real) || add_neighbours(visitor, real, err));
}

/* A #! line names an interpreter. */
static bool add_named(const struct path_visitor *visitor, const char *name,
                      int depth, struct error *err)
{
    char path[PATH_MAX];

    if (!add_at(visitor, name, depth, err))
        return !*err->text;
    return !find(visitor, name, path) ||
           system_paths_of_interpreter(visitor, path, err);
}

/* "#!/usr/bin/env -S node --flag" needs both env and node. */
static bool add_line(const struct path_visitor *visitor, char *line, int depth,
                     struct error *err)
{
    static const char blanks[] = " \t\r\n";
    char *rest;
    char *word = strtok_r(line + 2, blanks, &rest);
    const char *slash = word ? strrchr(word, '/') : NULL;

    if (!word)
        return true;
    if (!add_named(visitor, word, depth + 1, err))
        return false;
    if (!slash || strcmp(slash, "/env") != 0)
        return true;
    do
        word = strtok_r(NULL, blanks, &rest);
    while (word && (*word == '-' || strchr(word, '=')));
    return !word || add_named(visitor, word, depth + 1, err);
}

/* Any other file that a program names would be granted for nothing. */
static bool is_program(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISREG(is.st_mode) && is.st_mode & 0111;
}

static bool add_at(const struct path_visitor *visitor, const char *name,
                   int depth, struct error *err)
{
    char path[PATH_MAX];
    union {
        Elf64_Ehdr head;
        char line[LINE_BYTES_MAX + 1];
    } begin = {.line = ""};

    if (!find(visitor, name, path) || (depth > 0 && !is_program(path)))
        return false;
    if (!visitor->on_path(visitor->self, path, ACCESS_READ | ACCESS_RUN, err))
        return false;
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, begin.line, LINE_BYTES_MAX);
    if (depth >= DEPTH_MAX || got < 2)
        return true;
    begin.line[got] = '\0';
    if (!memcmp(begin.line, "#!", 2)) {
        begin.line[strcspn(begin.line, "\n")] = '\0';
        return add_line(visitor, begin.line, depth, err);
    }
    if (got < (ssize_t)sizeof begin.head ||
        memcmp(begin.line, ELFMAG, SELFMAG) != 0)
        return true;
    const Elf64_Ehdr head = begin.head;
    return add_loader(visitor, fd, &head, depth, err);
}

bool system_paths_of_program(const struct path_visitor *visitor,
                             const char *name, struct error *err)
{
    return add_at(visitor, name, 0, err);
}
