#include "bridge/template/node_api.h"

#include <stddef.h>

#define WEAK __attribute__((weak, visibility("default")))

WEAK int napi_get_cb_info(napi_env env, napi_callback_info info, size_t *count,
                          napi_value *arguments, napi_value *this, void **data);
WEAK int napi_get_value_int32(napi_env env, napi_value value, int32_t *result);
WEAK int napi_create_int32(napi_env env, int32_t value, napi_value *result);
WEAK int napi_create_function(napi_env env, const char *name, size_t length,
                              napi_value (*call)(napi_env, napi_callback_info),
                              void *data, napi_value *result);
WEAK int napi_set_named_property(napi_env env, napi_value object,
                                 const char *name, napi_value value);

int32_t node_api_argument(napi_env env, napi_callback_info info)
{
    size_t count = 1;
    napi_value argument = NULL;
    int32_t number = -1;
    if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) || !count ||
        napi_get_value_int32(env, argument, &number))
        return -1;
    return number;
}

napi_value node_api_number(napi_env env, int32_t number)
{
    napi_value value = NULL;
    napi_create_int32(env, number, &value);
    return value;
}

napi_value node_api_export(napi_env env, napi_value exports, const char *name,
                           napi_value (*call)(napi_env, napi_callback_info))
{
    napi_value function = NULL;
    if (!napi_create_function || !napi_set_named_property ||
        !napi_get_cb_info || !napi_get_value_int32 || !napi_create_int32)
        return exports;
    if (napi_create_function(env, name, SIZE_MAX, call, NULL, &function) == 0)
        napi_set_named_property(env, exports, name, function);
    return exports;
}
