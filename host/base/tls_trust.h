/* tls_trust.h - whose certificates a request by HTTPS trusts. */
#ifndef DAYFLY_HOST_BASE_TLS_TRUST_H
#define DAYFLY_HOST_BASE_TLS_TRUST_H

#include <curl/curl.h>

/* Sets the file of authorities: that of the variable AWS_CA_BUNDLE, else of
 * SSL_CERT_FILE, else libcurl's own, else, as a static libcurl has none, the
 * one that this system keeps for all programs. */
void tls_trust_set(CURL *curl);

#endif
