/* The few functions of Node-API that are used. An interpreter without them can
 * load the library, but not as a module. */
#ifndef TEMPLATE_NODE_API_H
#define TEMPLATE_NODE_API_H

#include <stdint.h>

struct napi_env__;
struct napi_value__;
struct napi_callback_info__;
#define napi_env struct napi_env__ *
#define napi_value struct napi_value__ *
#define napi_callback_info struct napi_callback_info__ *

/* The first argument of a call as a number, -1 if it is none. */
int32_t node_api_argument(napi_env env, napi_callback_info info);

napi_value node_api_number(napi_env env, int32_t number);

/* Adds a function to the exports; returns them. */
napi_value node_api_export(napi_env env, napi_value exports, const char *name,
                           napi_value (*call)(napi_env, napi_callback_info));

#endif
