#include "host/catalog/runtime_names.h"

#include <stdio.h>
#include <string.h>

#include "host/crypto/digest.h"
#include "host/functions/function_name.h"

json_t *runtime_names_version(const char *runtime, const char *function_arn)
{
    char digest[DIGEST_TEXT_SIZE];
    struct function_name n;
    char arn[FUNCTION_ARN_SIZE];

    digest_text(runtime, strlen(runtime), digest);
    (void)snprintf(arn, sizeof arn, "arn:aws:lambda:%s::runtime:%s",
                   function_name_parse(&n, function_arn) ? n.region : "",
                   digest);
    return json_pack("{s:s}", "RuntimeVersionArn", arn);
}
