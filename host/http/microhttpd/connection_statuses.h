/* connection_statuses.h - included by libmicrohttpd's connection.c, after its
 * own headers.
 *
 * The host refuses what it cannot read with 400, whoever notices it first: a
 * transfer coding that is not supported, a method without end. */
#undef MHD_HTTP_NOT_IMPLEMENTED
#define MHD_HTTP_NOT_IMPLEMENTED MHD_HTTP_BAD_REQUEST
