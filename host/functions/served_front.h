/* served_front.h - the routes and static files of the served folders, as their
 * dayfly.json says now. */
#ifndef DAYFLY_HOST_FUNCTIONS_SERVED_FRONT_H
#define DAYFLY_HOST_FUNCTIONS_SERVED_FRONT_H

#include "host/front/front.h"
#include "host/functions/function_folder.h"

struct served_front {
    struct file_mark mark; /* of the file that was read last */
    struct front value;    /* the last one without a mistake */
    char *error;           /* owned: the mistake it has now; or NULL */
    unsigned version;      /* counts the values, and the mistakes */
    unsigned told;         /* the version that the user has read of */
};

/* Reads dayfly.json of the folder again if it has changed. With a mistake what
 * it said before holds. */
void served_front_refresh(struct served_front *f, const char *folder);
void served_front_free(struct served_front *f);

#endif
