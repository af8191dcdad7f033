#include "host/function_api/signing_checks.h"

#include "host/management/checks.h"
#include "host/management/management.h"
#include "host/service/service_error.h"

enum { ARN_MAX = 200 };

bool signing_checks_config(const struct management *m, const char *arn,
                           struct http_request *req)
{
    struct checks checks = CHECKS;
    json_t *value = json_string(arn);

    checks_length(&checks, value, "codeSigningConfigArn", ARN_MAX);
    checks_pattern(&checks, value, "codeSigningConfigArn", SIGNING_ARN_PATTERN,
                   SIGNING_ARN_SHOWN);
    json_decref(value);
    if (checks_send(&checks, req))
        return false;
    if (signing_catalog_find(&m->signing, arn))
        return true;
    service_error_send(req, SERVICE_NO_CODE_SIGNING,
                       "The code signing configuration cannot be found. Check "
                       "that the provided configuration is not deleted: %s.",
                       arn);
    return false;
}

bool signing_checks_code(const struct management *m, const char *arn,
                         struct http_request *req)
{
    if (!*arn)
        return true;
    if (!signing_checks_config(m, arn, req))
        return false;
    if (!signing_catalog_enforces(&m->signing, arn))
        return true;
    service_error_send(
        req, SERVICE_NOT_VERIFIED,
        "Lambda cannot deploy the function. The function or layer might be "
        "signed using a signature that the client is not configured to accept. "
        "dayfly checks no signatures, and %s has UntrustedArtifactOnDeployment "
        "Enforce; with Warn the code is taken.",
        arn);
    return false;
}
