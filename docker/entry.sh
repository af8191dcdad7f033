#!/bin/sh
# Where a Runtime API is told, the bootstrap talks to it; elsewhere the emulator
# is put before it, on port 8080. An argument is the handler.
#   --healthy   does anybody listen on 8080? (8080 is 1F90, and 0A is listening)
set -eu

if [ "${1:-}" = --healthy ]; then
    [ -z "${AWS_LAMBDA_RUNTIME_API:-}" ] || exit 0
    exec grep -q '^ *[0-9]*: [0-9A-F]*:1F90 [0-9A-F:]* 0A ' /proc/net/tcp \
        /proc/net/tcp6
fi
[ -n "${AWS_LAMBDA_RUNTIME_API:-}" ] ||
    exec /usr/local/bin/aws-lambda-rie /var/runtime/bootstrap "$@"
exec /var/runtime/bootstrap "$@"
