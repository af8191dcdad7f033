#!/bin/sh
# make run: serves the examples, calls one, prints what to try next. Serves until
# Ctrl-C. With CI set, or without a terminal, it exits after the answer.
set -eu

build=${BUILD:-build}
address=${ADDRESS:-127.0.0.1:9000}
url=http://$address
log=$build/run.log
export PATH="$PWD/$build/bin:$PATH"

"$build/dayfly" serve --listen "$address" "$build/examples" >"$log" 2>&1 &
host=$!
trap 'kill "$host" 2>/dev/null; wait "$host" 2>/dev/null' EXIT
trap 'exit 0' INT TERM

ready() {
    grep -q '^Invoke one:' "$log"
}
waited=0
until ready; do
    if ! kill -0 "$host" 2>/dev/null; then
        cat "$log" >&2
        echo "run: to serve elsewhere: make run ADDRESS=127.0.0.1:PORT" >&2
        exit 1
    fi
    waited=$((waited + 1))
    [ "$waited" -lt 100 ] || { echo "run: the host did not start within 10 s" >&2; exit 1; }
    sleep 0.1
done
cat "$log"

echo
echo "Invoking hello with $(cat examples/hello/event.json)"
seen=$(wc -l <"$log")
"$build/dayfly" invoke hello --endpoint "$url" -d @examples/hello/event.json
echo "Its log:"
tail -n "+$((seen + 1))" "$log"

echo
echo "Calling the function URL of stream-sh, $url/lambda-url/stream-sh/"
curl --silent --show-error --no-buffer --noproxy '*' "$url/lambda-url/stream-sh/"

elsewhere=
[ "$address" = 127.0.0.1:9000 ] || elsewhere=" --endpoint $url"
cat <<TEXT

Try in another terminal:
  curl -d '{"name":"you"}' $url/2015-03-31/functions/hello/invocations
  $build/dayfly invoke hello -d '{"name":"you"}'$elsewhere
  $build/dayfly list$elsewhere
  curl -i '$url/lambda-url/web/hello?name=you'    ($url/lambda-url/web/ in a browser)
  AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x \\
    aws lambda invoke --endpoint-url $url --function-name hello \\
    --payload fileb://examples/hello/event.json /dev/stdout
Functions are folders: see examples/, and "A first function" in README.md.
TEXT

if [ -n "${CI:-}" ] || [ ! -t 0 ] || [ ! -t 1 ]; then
    exit 0
fi
echo
echo "Serving until Ctrl-C. The log:"
tail -n "+$(($(wc -l <"$log") + 1))" -f --pid="$host" "$log" &
wait "$host"
