#include "host/function_api/code_checks.h"

#include "common/compiler.h"
#include "host/function_api/arn_pattern.h"
#include "host/management/s3_source.h"
#include "host/service/service_error.h"

enum { WORDS_MAX = 1500, DIRECTORY_MAX = 1000 };

bool code_checks_types(json_t *request, struct http_request *req)
{
    static const struct checks_type types[] = {
        {"S3Bucket", JSON_STRING},        {"S3Key", JSON_STRING},
        {"S3ObjectVersion", JSON_STRING}, {"S3ObjectStorageMode", JSON_STRING},
        {"SourceKMSKeyArn", JSON_STRING}, {"ImageUri", JSON_STRING}};
    json_t *code = json_object_get(request, "Code");

    return checks_types(code ? code : request, types, COUNT(types), req);
}

void code_checks_members(struct checks *checks, const json_t *request)
{
    const json_t *code = json_object_get(request, "Code");
    const json_t *place = code ? code : request;

    s3_source_check(checks, place, code ? "code." : "");
    checks_pattern(checks, json_object_get(place, "SourceKMSKeyArn"),
                   code ? "code.sourceKMSKeyArn" : "sourceKMSKeyArn",
                   ARN_PATTERN, ARN_SHOWN);
}

static void check_words(struct checks *checks, const json_t *list,
                        const char *member)
{
    AUTO(struct buf, buf_free) shown = BUF(8192);

    if (json_array_size(list) <= WORDS_MAX)
        return;
    checks_show_list(&shown, list);
    checks_add(checks, shown.data, member,
               "Member must have length less than or equal to %d", WORDS_MAX);
}

void code_checks_image(struct checks *checks, const json_t *request)
{
    const json_t *image = json_object_get(request, "ImageConfig");

    check_words(checks, json_object_get(image, "EntryPoint"),
                "imageConfig.entryPoint");
    check_words(checks, json_object_get(image, "Command"),
                "imageConfig.command");
    checks_length(checks, json_object_get(image, "WorkingDirectory"),
                  "imageConfig.workingDirectory", DIRECTORY_MAX);
}

bool code_checks_no_image(const json_t *request, struct http_request *req)
{
    if (!json_object_get(request, "ImageUri"))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Please don't provide ImageUri when updating a function "
                       "with packageType Zip.");
    return false;
}
