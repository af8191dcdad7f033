#include "host/base/tls_trust.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/compiler.h"

static const char *named_file(void)
{
    const char *file = getenv("AWS_CA_BUNDLE");

    if (!file || !*file)
        file = getenv("SSL_CERT_FILE");
    return file && *file ? file : NULL;
}

/* Of Debian and Alpine, Fedora, openSUSE, and of the BSDs' way. */
static const char *system_file(void)
{
    static const char *const files[] = {
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    };

    for (size_t i = 0; i < COUNT(files); i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return NULL;
}

void tls_trust_set(CURL *curl)
{
    const curl_version_info_data *is = curl_version_info(CURLVERSION_NOW);
    const char *file = named_file();

    if (!file && !is->cainfo && !is->capath)
        file = system_file();
    if (file)
        (void)curl_easy_setopt(curl, CURLOPT_CAINFO, file);
}
