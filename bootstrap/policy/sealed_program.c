#include "bootstrap/policy/sealed_program.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"

enum { LINE_BYTES_MAX = 255 };

/* The program that the kernel starts for this file: the file, or the
 * interpreter of its #! line. */
static void find_program(const char *file, char program[LINE_BYTES_MAX + 1])
{
    static const char blanks[] = " \t\r\n";
    AUTO(int, fd_close) fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, program, LINE_BYTES_MAX);

    program[got > 0 ? got : 0] = '\0';
    if (strncmp(program, "#!", 2) != 0) {
        program[0] = '\0';
        return;
    }
    const char *name = program + 2 + strspn(program + 2, blanks);
    size_t size = strcspn(name, blanks);
    memmove(program, name, size);
    program[size] = '\0';
}

/* The owner of a file can make it readable. */
static bool is_closed(const char *path, uid_t user, struct error *err)
{
    bool ours = user == 0;
    struct stat is;

    if (stat(path, &is) != 0)
        return error_set_errno(err, "%s", path);
    if (ours && is.st_uid == geteuid())
        return error_set(
            err,
            "%s is owned by the user that runs it; it must be owned by root",
            path);
    if (ours ? faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0
             : (is.st_mode & S_IROTH) != 0)
        return error_set(err,
                         "%s is readable for the user that runs it; as root: "
                         "chmod 0711",
                         path);
    return true;
}

bool sealed_program_is(const struct handler *h, uid_t user, struct error *err)
{
    char program[LINE_BYTES_MAX + 1] = "";

    if (user == 0 && geteuid() == 0)
        return error_set(err, "root can read every program");
    if (!h->bridged)
        find_program(h->file, program);
    return is_closed(h->bridged ? h->interpreter
                     : *program ? program
                                : h->file,
                     user, err);
}
