#include "bootstrap/policy/system_paths.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "bootstrap/sandbox/landlock.h"

enum { HEADERS_MOST = 64, LINE_MOST = 255, DEPTH_MOST = 4 };

static const struct {
    const char *path;
    unsigned reach;
} system_paths[] = {
    {"/lib", REACH_READ},
    {"/lib64", REACH_READ},
    {"/usr/lib", REACH_READ},
    {"/usr/lib64", REACH_READ},
    {"/usr/libexec", REACH_READ},
    {"/usr/local/lib", REACH_READ},
    {"/usr/share", REACH_READ},
    {"/usr/local/share", REACH_READ},
    {"/var/lang", REACH_READ},
    {"/var/runtime", REACH_READ},
    {"/opt", REACH_READ},
    {"/proc", REACH_READ},
    {"/sys/fs/cgroup", REACH_READ},
    {"/sys/devices/system", REACH_READ},
    {"/sys/kernel/mm", REACH_READ},
    {"/etc/alternatives", REACH_READ},
    {"/etc/ca-certificates", REACH_READ},
    {"/etc/fonts", REACH_READ},
    {"/etc/group", REACH_READ},
    {"/etc/host.conf", REACH_READ},
    {"/etc/hosts", REACH_READ},
    {"/etc/ld.so.cache", REACH_READ},
    {"/etc/ld.so.conf", REACH_READ},
    {"/etc/localtime", REACH_READ},
    {"/etc/mime.types", REACH_READ},
    {"/etc/nsswitch.conf", REACH_READ},
    {"/etc/os-release", REACH_READ},
    {"/etc/passwd", REACH_READ},
    {"/etc/pki", REACH_READ},
    {"/etc/protocols", REACH_READ},
    {"/etc/resolv.conf", REACH_READ},
    {"/etc/services", REACH_READ},
    {"/etc/ssl", REACH_READ},
    {"/etc/timezone", REACH_READ},
    {"/dev/null", REACH_READ | REACH_WRITE},
    {"/dev/zero", REACH_READ | REACH_WRITE},
    {"/dev/full", REACH_READ | REACH_WRITE},
    {"/dev/random", REACH_READ},
    {"/dev/urandom", REACH_READ},
};

bool needs_of_system(const struct needs *n, struct fault *f)
{
    for (size_t i = 0; i < COUNT(system_paths); i++)
        if (!n->add(n->self, system_paths[i].path, system_paths[i].reach, f))
            return false;
    return true;
}

static bool find(const struct needs *n, const char *name, char to[PATH_MAX])
{
    const char *folders = n->path;

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

static bool add_at(const struct needs *n, const char *name, int depth,
                   struct fault *f);

/* The loader that the kernel starts in place of a dynamic program. */
static bool add_loader(const struct needs *n, int fd, const Elf64_Ehdr *head,
                       int depth, struct fault *f)
{
    char loader[PATH_MAX] = "";
    Elf64_Phdr part;

    for (unsigned i = 0; i < head->e_phnum && i < HEADERS_MOST; i++) {
        off_t at = (off_t)(head->e_phoff + i * sizeof part);
        if (pread(fd, &part, sizeof part, at) != sizeof part)
            return true;
        if (part.p_type != PT_INTERP || part.p_filesz >= sizeof loader)
            continue;
        ssize_t got = pread(fd, loader, part.p_filesz, (off_t)part.p_offset);
        loader[got > 0 ? got : 0] = '\0';
        return add_at(n, loader, depth + 1, f) || !*f->text;
    }
    return true;
}

static bool add_beside(const struct needs *n, const char *program,
                       struct fault *f)
{
    static const char *const beside[] = {"../lib", "../lib64", "../pyvenv.cfg"};
    const char *slash = strrchr(program, '/');
    int size = slash ? (int)(slash - program) : 0;
    char path[PATH_MAX];

    /* /x/task/python has its library elsewhere, and what /x/lib is, who knows.
     */
    if (size < 4 || memcmp(slash - 4, "/bin", 4) != 0)
        return true;
    for (size_t i = 0; i < COUNT(beside); i++)
        if (snprintf(path, sizeof path, "%.*s/%s", size, program, beside[i]) <
                PATH_MAX &&
            !n->add(n->self, path, REACH_READ, f))
            return false;
    return true;
}

/* /usr/local/bin/node has its modules in /usr/local/lib. */
bool needs_of_interpreter(const struct needs *n, const char *path,
                          struct fault *f)
{
    char real[PATH_MAX];

    return add_beside(n, path, f) &&
           (!realpath(path, real) || add_beside(n, real, f));
}

/* What a #! line names is an interpreter. */
static bool add_named(const struct needs *n, const char *name, int depth,
                      struct fault *f)
{
    char path[PATH_MAX];

    if (!add_at(n, name, depth, f))
        return !*f->text;
    return !find(n, name, path) || needs_of_interpreter(n, path, f);
}

/* "#!/usr/bin/env -S node --flag": the program named, and env's. */
static bool add_line(const struct needs *n, char *line, int depth,
                     struct fault *f)
{
    static const char blanks[] = " \t\r\n";
    char *rest;
    char *word = strtok_r(line + 2, blanks, &rest);
    const char *slash = word ? strrchr(word, '/') : NULL;

    if (!word)
        return true;
    if (!add_named(n, word, depth + 1, f))
        return false;
    if (!slash || strcmp(slash, "/env") != 0)
        return true;
    do
        word = strtok_r(NULL, blanks, &rest);
    while (word && (*word == '-' || strchr(word, '=')));
    return !word || add_named(n, word, depth + 1, f);
}

static bool add_at(const struct needs *n, const char *name, int depth,
                   struct fault *f)
{
    char path[PATH_MAX];
    union {
        Elf64_Ehdr head;
        char line[LINE_MOST + 1];
    } begin = {.line = ""};

    if (!find(n, name, path))
        return false;
    if (!n->add(n->self, path, REACH_READ | REACH_RUN, f))
        return false;
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, begin.line, LINE_MOST);
    if (depth >= DEPTH_MOST || got < 2)
        return true;
    begin.line[got] = '\0';
    if (!memcmp(begin.line, "#!", 2)) {
        begin.line[strcspn(begin.line, "\n")] = '\0';
        return add_line(n, begin.line, depth, f);
    }
    if (got < (ssize_t)sizeof begin.head ||
        memcmp(begin.line, ELFMAG, SELFMAG) != 0)
        return true;
    const Elf64_Ehdr head = begin.head;
    return add_loader(n, fd, &head, depth, f);
}

bool needs_of_program(const struct needs *n, const char *name, struct fault *f)
{
    return add_at(n, name, 0, f);
}
