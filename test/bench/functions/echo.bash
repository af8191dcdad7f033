#!/bin/bash
# The function of loop.bash, as a program of its own.
event=$(</dev/stdin)
printf '%s\n' "$event"
