/* version.h - the one place that knows it. */
#ifndef DAYFLY_COMMON_VERSION_H
#define DAYFLY_COMMON_VERSION_H

#define DAYFLY_VERSION "0.1.0"

#endif
