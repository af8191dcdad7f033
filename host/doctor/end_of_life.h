/* end_of_life.h - until when the makers of interpreters, and distributions,
 * mend a version. */
#ifndef DAYFLY_HOST_DOCTOR_END_OF_LIFE_H
#define DAYFLY_HOST_DOCTOR_END_OF_LIFE_H

/* When the table was made. */
#define END_OF_LIFE_TABLE "2026-11-29"

/* The last day, as 2027-04-30, of what `program --version` prints; NULL: the
 * table does not have it. */
const char *end_of_life(const char *program, const char *version);

/* The same of the package of a distribution: ID and VERSION_ID of os-release,
 * such as debian and 12. NULL: it has another version. */
const char *end_of_life_packaged(const char *id, const char *release,
                                 const char *program, const char *version);

#endif
