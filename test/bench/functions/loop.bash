#!/bin/bash
# What one writes who knows the Runtime API and no client for it: bash and curl,
# a kept process. `handler` is the function, in the same shell.
set -euo pipefail

handler() {
    printf '%s\n' "$1"
}

api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
while true; do
    event=$(curl -sS -D "$headers" "$api/next")
    id=$(sed -n 's/^lambda-runtime-aws-request-id: *\([^[:space:]]*\).*/\1/ip' \
        "$headers")
    answer=$(handler "$event")
    curl -sS -o /dev/null -d "$answer" "$api/$id/response"
done
