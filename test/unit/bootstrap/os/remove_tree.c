/* bootstrap/os/remove_tree - removes a folder, also in several calls, and
 * nothing outside of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bootstrap/os/remove_tree.h"
#include "common/clock.h"
#include "common/fd.h"

enum { LONG_US = 20 * 1000 * 1000 };

static int open_place(char place[32])
{
    (void)snprintf(place, 32, "/tmp/removal-XXXXXX");
    assert_non_null(mkdtemp(place));
    int at = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(at >= 0);
    return at;
}

static void close_place(const char *place, int at)
{
    assert_int_equal(rmdir(place), 0);
    fd_close(&at);
}

/* `wide` files in each of `deep` folders, each in the one before. */
static void fill(int at, int deep, int wide)
{
    int folder = openat(at, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    for (int i = 0; i < deep; i++) {
        for (int k = 0; k < wide; k++) {
            char name[16];
            (void)snprintf(name, sizeof name, "f%d", k);
            int fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
            assert_true(fd >= 0);
            fd_close(&fd);
        }
        assert_int_equal(mkdirat(folder, "d", 0700), 0);
        int next = openat(folder, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        fd_close(&folder);
        folder = next;
    }
    fd_close(&folder);
}

static void a_tree_of_any_shape_is_removed(void **state)
{
    static const struct {
        int deep;
        int wide;
    } rows[] = {{0, 0}, {1, 0}, {1, 500}, {10, 10}, {5000, 0}, {300, 3}};
    struct error err = ERROR_NONE;
    char place[32];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int at = open_place(place);
        assert_int_equal(mkdirat(at, "d", 0700), 0);
        fill(at, rows[i].deep, rows[i].wide);
        enum remove_result how = REMOVE_PARTIAL;
        while (how == REMOVE_PARTIAL) /* longer on a busy machine */
            how = remove_tree(at, "d", clock_mono_us() + LONG_US, &err);
        assert_int_equal(how, REMOVE_DONE);
        close_place(place, at);
    }
}

static void a_missing_folder_counts_as_removed(void **state)
{
    struct error err = ERROR_NONE;
    char place[32];
    int at = open_place(place);

    (void)state;
    assert_int_equal(remove_tree(at, "d", 0, &err), REMOVE_DONE);
    close_place(place, at);
}

static void the_deadline_is_kept_and_repeated_calls_finish(void **state)
{
    struct error err = ERROR_NONE;
    char place[32];
    int at = open_place(place);
    int slices = 0;

    (void)state;
    assert_int_equal(mkdirat(at, "d", 0700), 0);
    fill(at, 50, 20);
    while (remove_tree(at, "d", clock_mono_us(), &err) == REMOVE_PARTIAL)
        assert_true(slices++ < 2000);
    assert_true(slices > 100);
    close_place(place, at);
}

static void a_name_that_exists_in_the_root_is_no_obstacle(void **state)
{
    struct error err = ERROR_NONE;
    char place[32];
    int at = open_place(place);

    (void)state;
    assert_int_equal(mkdirat(at, "d", 0700), 0);
    fill(at, 2, 2);
    /* The same deadline gives the same temporary names. */
    int64_t moment = clock_mono_us() + LONG_US;
    assert_int_equal(mkdirat(at, "d/x", 0700), 0);
    char taken[64];
    (void)snprintf(taken, sizeof taken, "d/.%lld-0", (long long)moment);
    assert_int_equal(mkdirat(at, taken, 0700), 0);
    (void)snprintf(taken, sizeof taken, "d/.%lld-0/in", (long long)moment);
    assert_int_equal(mkdirat(at, taken, 0700), 0);
    assert_int_equal(remove_tree(at, "d", moment, &err), REMOVE_DONE);
    close_place(place, at);
}

static void a_link_is_removed_but_not_its_target(void **state)
{
    struct error err = ERROR_NONE;
    char place[32];
    int at = open_place(place);

    (void)state;
    assert_int_equal(mkdirat(at, "kept", 0700), 0);
    assert_int_equal(mkdirat(at, "kept/in", 0500), 0);
    assert_int_equal(symlinkat("kept", at, "d"), 0);
    assert_int_equal(remove_tree(at, "d", clock_mono_us() + LONG_US, &err),
                     REMOVE_DONE);
    struct stat is;
    assert_int_equal(fstatat(at, "kept/in", &is, 0), 0);
    assert_int_equal(is.st_mode & 07777, 0500);
    assert_int_equal(remove_tree(at, "kept", clock_mono_us() + LONG_US, &err),
                     REMOVE_DONE);
    close_place(place, at);
}

static bool set_flags(int at, const char *name, int flags)
{
    AUTO(int, fd_close) fd = openat(at, name, O_RDONLY | O_CLOEXEC);
    int all = 0;

    if (ioctl(fd, FS_IOC_GETFLAGS, &all) != 0)
        return false;
    all |= flags;
    return ioctl(fd, FS_IOC_SETFLAGS, &all) == 0;
}

static void immutable_files_are_removed(void **state)
{
    static const struct {
        const char *name;
        int flags;
    } rows[] = {
        {"d/f", FS_IMMUTABLE_FL},
        {"d/f", FS_APPEND_FL},
        {"d/full", FS_IMMUTABLE_FL},
        {"d/full", FS_APPEND_FL},
        {"d/full/f", FS_IMMUTABLE_FL},
        {"d", FS_IMMUTABLE_FL},
        {"d", FS_APPEND_FL | FS_IMMUTABLE_FL},
        {".", FS_IMMUTABLE_FL},
        {".", FS_APPEND_FL},
    };
    struct error err = ERROR_NONE;
    char place[32];
    bool can = true;

    (void)state;
    for (size_t i = 0; i < COUNT(rows) && can; i++) {
        int at = open_place(place);
        assert_int_equal(mkdirat(at, "d", 0700), 0);
        assert_int_equal(mkdirat(at, "d/full", 0700), 0);
        assert_int_equal(mknodat(at, "d/f", S_IFREG | 0600, 0), 0);
        assert_int_equal(mknodat(at, "d/full/f", S_IFREG | 0600, 0), 0);
        can = set_flags(at, rows[i].name, rows[i].flags);
        assert_int_equal(remove_tree(at, "d", clock_mono_us() + LONG_US, &err),
                         REMOVE_DONE);
        close_place(place, at);
    }
    if (!can)
        skip();
}

/* A link itself can be a mount point, and its target can be one. */
static bool mount_upon_link(int at)
{
    const unsigned clone = 1;     /* OPEN_TREE_CLONE */
    const unsigned this_file = 4; /* MOVE_MOUNT_F_EMPTY_PATH */
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/self/fd/%d/kept", at);
    if (mount("none", path, "tmpfs", 0, NULL) != 0)
        return false;
    AUTO(int, fd_close) tree = (int)syscall(SYS_open_tree, at, "d/f", clone);
    return tree >= 0 &&
           syscall(SYS_move_mount, tree, "", at, "d/link", this_file) == 0;
}

static void a_mount_that_a_link_names_is_kept(void **state)
{
    struct error err = ERROR_NONE;
    struct stat here;
    struct stat kept;
    char place[32];
    char path[64];

    (void)state;
    if (unshare(CLONE_NEWNS) != 0 ||
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        skip();
    int at = open_place(place);
    assert_int_equal(mkdirat(at, "kept", 0700), 0);
    assert_int_equal(mkdirat(at, "d", 0700), 0);
    assert_int_equal(mknodat(at, "d/f", S_IFREG | 0600, 0), 0);
    assert_int_equal(symlinkat("../kept", at, "d/link"), 0);
    bool can = mount_upon_link(at);
    assert_int_equal(remove_tree(at, "d", clock_mono_us() + LONG_US, &err),
                     REMOVE_DONE);
    assert_int_equal(fstat(at, &here), 0);
    assert_int_equal(fstatat(at, "kept", &kept, 0), 0);
    assert_true(!can || here.st_dev != kept.st_dev);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d/kept", at);
    (void)umount(path);
    assert_int_equal(unlinkat(at, "kept", AT_REMOVEDIR), 0);
    close_place(place, at);
    if (!can)
        skip();
}

/* No process can remove folders in /proc. */
static void the_error_names_what_remains(void **state)
{
    struct error err = ERROR_NONE;
    int at = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    (void)state;
    assert_int_equal(remove_tree(at, "fdinfo", clock_mono_us() + LONG_US, &err),
                     REMOVE_FAILED);
    assert_string_not_equal(err.text, "");
    fd_close(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_of_any_shape_is_removed),
        cmocka_unit_test(a_missing_folder_counts_as_removed),
        cmocka_unit_test(the_deadline_is_kept_and_repeated_calls_finish),
        cmocka_unit_test(a_name_that_exists_in_the_root_is_no_obstacle),
        cmocka_unit_test(a_link_is_removed_but_not_its_target),
        cmocka_unit_test(the_error_names_what_remains),
        cmocka_unit_test(immutable_files_are_removed),
        cmocka_unit_test(a_mount_that_a_link_names_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
