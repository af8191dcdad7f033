#!/bin/sh
# Any executable can be a handler: the event comes on stdin, the answer goes to
# stdout as JSON, stderr is the log, and exit 0 means success.
set -eu

event=$(cat)
echo "request ${DAYFLY_REQUEST_ID:-by hand}" >&2

# Good enough for a greeting; use jq for JSON that you do not know.
name=$(printf '%s' "$event" | sed -n 's/.*"name" *: *"\([^"\\]*\)".*/\1/p')
printf '{"message":"Hello, %s!"}\n' "${name:-whoever you are}"
