#!/bin/sh
# With DAYFLY_OUTPUT=stream (see dayfly.json) stdout is sent on as it comes:
# the caller sees the first line before the last one is made. An answer made
# this way can be as long as it likes, and need not be JSON.
set -eu

for number in 3 2 1; do
    echo "$number ..."
    sleep 0.2
done
echo "mayfly!"
