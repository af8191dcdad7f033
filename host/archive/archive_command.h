/* archive_command.h - the work on code that a process of its own does: it may
 * take seconds, and what is in a zip file is a stranger's. The host starts its
 * own program for it (archive_process.h). */
#ifndef DAYFLY_HOST_ARCHIVE_ARCHIVE_COMMAND_H
#define DAYFLY_HOST_ARCHIVE_ARCHIVE_COMMAND_H

#define ARCHIVE_UNPACK "--unpack" /* ZIP FOLDER */
#define ARCHIVE_SYNC                                                           \
    "--sync" /* FOLDER FOLDER: what their files are called                     \
              * is on the disk then */
#define ARCHIVE_REMOVE "--remove" /* PATH */
/* Not for archive_command(): a process may be started for it, too. */
#define ARCHIVE_FETCH "--fetch" /* BUCKET KEY VERSION REGION FILE */

/* words[0] is one of those above; NULL ends them. `unpack` prints a line of
 * JSON: {"sha256": hexadecimal digits, "size": bytes of the zip file, "bytes":
 * bytes unpacked}, or {"result": enum unpack_result, "reason": text}; `sync`
 * one with `result` and perhaps `reason`. Returns the exit status, 0 if there
 * is such a line. */
int archive_command(char *const words[]);

#endif
