#!/bin/sh
# Run once for each event: the event comes on stdin, the answer goes to stdout
# as JSON, stderr is the log, and exit 0 means success.
set -eu

event=$(cat)
echo "request ${DAYFLY_REQUEST_ID:-}" >&2

# This is enough for a simple name. For any other JSON use jq.
name=$(printf '%s' "$event" | sed -n 's/.*"name" *: *"\([^"\\]*\)".*/\1/p')
printf '{"message":"Hello, %s!"}\n' "${name:-world}"
