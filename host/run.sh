#!/bin/sh
# make run: installs what is missing, builds, serves the examples, shows an answer,
# a stream and a failure, prints how to go on. Serves until Ctrl-C. With CI set, or
# without a terminal, it exits after that.
set -eu

# `make -n` runs the line with $(MAKE) that calls this; so do -q and -t.
case ${MAKEFLAGS:-} in
-*) ;;
*) case ${MAKEFLAGS%% *} in *[nqt]*) exit 0 ;; esac ;;
esac

build=${BUILD:-build}
address=${ADDRESS:-127.0.0.1:9000}
url=http://$address
log=$build/run.log
make=${MAKE:-make}
export PATH="$PWD/$build/bin:$PATH"

say() {
    echo "run: $*" >&2
}

# step WHAT TARGET...: makes the targets and says how long that took.
step() {
    what=$1
    shift
    say "$what …"
    began=$(date +%s)
    jobs=
    case ${MAKEFLAGS:-} in *-j*) ;; *) jobs=-j$(nproc) ;; esac
    # shellcheck disable=SC2086  # none is no word
    "$make" --no-print-directory -s B="$build" $jobs "$@" || exit 1
    say "$what: $(($(date +%s) - began)) s"
}

# show WHAT COMMAND...: as a user would type it; its failure is part of the show.
show() {
    echo
    echo "$1:"
    shift
    command=
    for word; do
        case $word in *[!A-Za-z0-9_./:@=-]*) word="'$word'" ;; esac
        command="$command $word"
    done
    echo "\$$command"
    "$@" || true
}

# await TEST...: false if that does not come within 10 s, or the host has ended.
await() {
    waited=0
    until "$@"; do
        kill -0 "$host" 2>/dev/null || return 1
        waited=$((waited + 1))
        [ "$waited" -lt 100 ] || return 1
        sleep 0.1
    done
}

ready() {
    grep -q '^Invoke one:' "$log"
}

reported() {
    tail -n "+$1" "$log" | grep -q "REPORT"
}

step "installing what is missing (packages, Node, Deno, Bun)" deps-run
step "building dayfly" build
step "building the examples" examples

"$build/dayfly" serve --listen "$address" "$build/examples" >"$log" 2>&1 &
host=$!
trap 'kill "$host" 2>/dev/null; wait "$host" 2>/dev/null' EXIT
trap 'exit 0' INT TERM
if ! await ready; then
    cat "$log" >&2
    say "the host did not start; to serve elsewhere: make run ADDRESS=127.0.0.1:PORT"
    exit 1
fi
cat "$log"

elsewhere=
[ "$address" = 127.0.0.1:9000 ] || elsewhere="--endpoint $url"
seen=$(($(wc -l <"$log") + 1))
# shellcheck disable=SC2086  # option and value
{
    show "An answer" "$build/dayfly" invoke hello $elsewhere -d '{"name":"you"}'
    await reported "$seen" || true
    echo "and its log:"
    tail -n "+$seen" "$log"
    show "A stream, each line as soon as it is written" \
        curl -sSN --noproxy '*' "$url/lambda-url/stream-sh/"
    show "A failure: the event has no name, and the handler needs one" \
        "$build/dayfly" invoke hello-py $elsewhere -d '{}'
    echo "Type, message and stack are what every caller gets. The next event has a new process."
}
cat <<TEXT

Your own function, after Ctrl-C:
  export PATH="\$PWD/$build/bin:\$PATH"
  $build/dayfly init greet --runtime node    # or python, deno, bun, shell, c, go
  $build/dayfly serve greet
While this serves, in another terminal:
  curl -d '{"name":"you"}' $url/2015-03-31/functions/hello/invocations
  $build/dayfly list${elsewhere:+ $elsewhere}
  curl -i '$url/lambda-url/web/hello?name=you'    ($url/lambda-url/web/ in a browser)
  AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x \\
    aws lambda invoke --endpoint-url $url --function-name hello \\
    --payload fileb://examples/hello/event.json /dev/stdout
The functions are folders of examples/; "A first function" in README.md goes on.
TEXT

if [ -n "${CI:-}" ] || [ ! -t 0 ] || [ ! -t 1 ]; then
    exit 0
fi
echo
echo "Serving until Ctrl-C. The log:"
tail -n "+$(($(wc -l <"$log") + 1))" -f --pid="$host" "$log" &
wait "$host"
