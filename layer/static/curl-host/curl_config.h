/* libcurl of the static host: as that of the bootstrap, and HTTPS by mbedTLS
 * and proxies. */
#include "../curl/curl_config.h"

#undef CURL_DISABLE_BASIC_AUTH
#undef CURL_DISABLE_HTTP_AUTH
#undef CURL_DISABLE_PROXY

#define USE_MBEDTLS 1
#define CURL_DEFAULT_SSL_BACKEND "mbedtls"
