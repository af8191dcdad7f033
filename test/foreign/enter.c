/* enter.c - a bootstrap that lives in another userland: becomes /opt/bootstrap
 * in a mount namespace of its own, whose root is FOREIGN_ROOT, as FOREIGN_UID;
 * both are told when it is compiled. The process stays the same, so that who
 * started it can watch it. */
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

static void need(int result, const char *what)
{
    if (result == 0)
        return;
    perror(what);
    exit(99);
}

int main(int argc, char **argv)
{
    char folder[PATH_MAX];

    need(argc < 1 || !getcwd(folder, sizeof folder), "getcwd");
    need(unshare(CLONE_NEWNS), "unshare");
    need(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
    need(chdir(FOREIGN_ROOT), FOREIGN_ROOT);
    need((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
    need(umount2(".", MNT_DETACH), "umount2");
    need(chdir(folder), folder);
    if (FOREIGN_UID != 0)
        need(setgroups(0, NULL) || setgid(FOREIGN_UID) || setuid(FOREIGN_UID),
             "setuid");
    execv("/opt/bootstrap", argv);
    perror("/opt/bootstrap");
    return 99;
}
