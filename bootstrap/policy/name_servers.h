/* name_servers.h - how a process with a list of ports looks up names. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_NAME_SERVERS_H
#define DAYFLY_BOOTSTRAP_POLICY_NAME_SERVERS_H

#include <stdbool.h>

#include "bootstrap/config/permissions.h"

enum { NAME_SERVER_PORT = 53 };

/* The list of `net` has that port, for any host: UDP is granted, of which no
 * kernel restricts the ports. */
bool name_servers_by_udp(const struct grant *net);
/* TCP to some ports is granted, and no UDP. */
bool name_servers_by_tcp(const struct permissions *permissions);

#endif
