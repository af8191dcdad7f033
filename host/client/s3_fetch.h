/* s3_fetch.h - fetches an object of S3 into a file; for a process of its own,
 * which the host starts (archive_process.h). */
#ifndef DAYFLY_HOST_CLIENT_S3_FETCH_H
#define DAYFLY_HOST_CLIENT_S3_FETCH_H

/* words: ARCHIVE_FETCH, the bucket, the key, its version or "", the region, the
 * file. It is that of DAYFLY_S3_ENDPOINT, or AWS's, and signed with the keys of
 * the environment or of the profile; unsigned if there are none. Prints a line
 * of JSON: {"code": "", "message": ""}, or what S3 says; the code is "dayfly"
 * if it was not asked. Returns the exit status. */
int s3_fetch_command(char *const words[]);

#endif
