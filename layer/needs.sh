# shellcheck shell=sh
# needs.sh - what layer/deploy holds to before anything is sent: each of these
# ends it with one sentence, or sets what was asked for (region, arch, machine).
# shellcheck disable=SC2034,SC2154  # set here and used there, and the reverse

say() {
    echo "deploy: $*" >&2
}

die() {
    say "$*"
    exit 1
}

need_cli() {
    command -v "$AWS" >/dev/null ||
        die "there is no AWS CLI ($AWS): install it, or set AWS to its path"
    command -v "$PYTHON" >/dev/null ||
        die "there is no $PYTHON: install it, or set PYTHON to its path"
    region=${REGION:-${AWS_REGION:-${AWS_DEFAULT_REGION:-}}}
    [ -n "$region" ] || region=$("$AWS" configure get region 2>/dev/null || true)
    [ -n "$region" ] || die "no region: set REGION, such as REGION=eu-central-1"
    case $region in
    *[!a-z0-9-]* | -*) die "\"$region\" is no region: REGION=eu-central-1 is one" ;;
    esac
    case ${DRY_RUN:-} in '' | 0) ;; *) return 0 ;; esac
    [ -z "${AWS_ACCESS_KEY_ID:-}" ] || [ -z "${AWS_SECRET_ACCESS_KEY:-}" ] ||
        return 0
    keys=$("$AWS" configure list 2>/dev/null | grep access_key || true)
    case $keys in
    *"not set"* | '') die "no credentials: run \`aws configure\`, or set" \
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE" ;;
    esac
}

need_arch() {
    case ${ARCH:-$(uname -m)} in
    x86_64 | amd64) arch=x86_64 machine=x86_64 ;;
    arm64 | aarch64) arch=arm64 machine=aarch64 ;;
    *) die "ARCH is \"${ARCH:-$(uname -m)}\"; it must be x86_64 or arm64" ;;
    esac
}

# need_name WHAT NAME MOST
need_name() {
    case $2 in
    '') die "no $1: set NAME, such as NAME=hello" ;;
    *[!A-Za-z0-9_-]*) die "\"$2\" cannot be a $1: it must be 1 to $3" \
        "letters, digits, - and _" ;;
    esac
    [ "${#2}" -le "$3" ] || die "\"$2\" cannot be a $1: ${#2} characters," \
        "at most $3"
}

need_code() {
    [ -d "${CODE:-}" ] || die "no code: CODE is \"${CODE:-}\", it must be the" \
        "function's folder, such as CODE=examples/hello"
}

need_role() {
    case ${ROLE:-} in
    arn:aws*:iam::[0-9]*:role/?*) ;;
    '') die "no role: set ROLE to the ARN of one that Lambda may take, such as" \
        "arn:aws:iam::123456789012:role/lambda-basic" ;;
    *) die "ROLE is \"$ROLE\", which is no ARN of a role:" \
        "arn:aws:iam::123456789012:role/lambda-basic is one" ;;
    esac
}

# need_number NAME VALUE LEAST MOST
need_number() {
    case $2 in
    '' | *[!0-9]* | ??????*) ;;
    *) [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] && return 0 ;;
    esac
    die "$1 is \"$2\"; it must be a whole number from $3 to $4"
}

is_provided() {
    case $RUNTIME in provided*) ;; *) return 1 ;; esac
}

# need_managed HANDLER SUFFIX: for a runtime of AWS's own.
need_managed() {
    case $RUNTIME:$2 in
    nodejs*:js | nodejs*:mjs | nodejs*:cjs | python*:py)
        [ -f "$CODE/$1" ] || return 0
        ;;
    esac
    die "$RUNTIME has nothing to run in $CODE for the handler \"$1\": it must be" \
        "module.function of JavaScript (nodejs…) or Python (python…)"
}

# need_handler HANDLER: CODE must contain it. The content of LAYERS cannot be checked here.
need_handler() {
    if [ -f "$CODE/bootstrap" ]; then
        [ -x "$CODE/bootstrap" ] ||
            die "$CODE/bootstrap cannot be run: chmod +x $CODE/bootstrap"
        return 0
    fi
    [ -z "${LAYERS:-}" ] || return 0
    bridged=
    for suffix in js mjs cjs ts mts py; do
        case $1 in *."$suffix") [ -f "$CODE/$1" ] && bridged=$suffix ;; esac
        [ ! -f "$CODE/${1%.*}.$suffix" ] || bridged=$suffix
    done
    is_provided || { need_managed "$1" "$bridged" && return 0; }
    if [ "$1" = function.bundle.js ]; then
        bridged=js # without one the runtime's own dummy answers
    elif [ -z "$bridged" ] && [ ! -f "$CODE/$1" ]; then
        die "$CODE has nothing for the handler \"$1\": name another by HANDLER or" \
            "dayfly.json; what must be compiled or bundled is in build/examples/… after" \
            "\`make examples\`"
    elif [ -z "$bridged" ] && [ ! -x "$CODE/$1" ]; then
        die "$CODE/$1 cannot be run: chmod +x $CODE/$1"
    fi
    case ,${ENV:-} in *,DAYFLY_INTERPRETER=*) return 0 ;; esac
    case $bridged:${ENGINE:-} in
    py:python*) ;;
    py:*) die "$1 needs Python, which neither $RUNTIME nor a layer of dayfly has:" \
        "name a layer that has it by LAYERS (and the runtime's), put it into the" \
        "code and set ENV=DAYFLY_INTERPRETER=/var/task/…, or deploy an image:" \
        "\`make docker-lambda\`" ;;
    ?*:) say "$1 needs an interpreter: ENGINE=deno, node, bun or qjs takes its" \
        "layer" ;;
    esac
}
