/* version.h - the version of both programs. */
#ifndef DAYFLY_COMMON_VERSION_H
#define DAYFLY_COMMON_VERSION_H

#define DAYFLY_VERSION "0.2.0"

#endif
