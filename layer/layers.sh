# shellcheck shell=sh
# layers.sh - layers, for layer/deploy, whose words these are: their names,
# versions and bases.
# shellcheck disable=SC2154  # set there

layer_name() {
    echo "dayfly-$1-$(echo "$arch" | tr _ -)"
}

# newest_layer NAME MEMBER. The CLI may say a line for each page.
newest_layer() {
    lines=$(look lambda list-layer-versions --layer-name "$1" --max-items 1 \
        --query "LayerVersions[0].$2")
    printf '%s\n' "$lines" | head -1
}

# runtimes_of ZIP: those with a glibc as new as its programs need.
runtimes_of() {
    "$PYTHON" -c 'import re, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
needs = [int(minor) for one in z.infolist() if one.external_attr >> 16 & 0o111
         for minor in re.findall(rb"\0GLIBC_2\.(\d+)(?=[.\d]*\0)", z.read(one))]
print("provided.al2023", *["provided.al2"] * (max(needs, default=0) <= 26))' "$1"
}

publish_layer() {
    kind=${1:-runtime}
    need_name "layer's kind" "$kind" 60
    zip=${ZIP:-$build/dayfly-$kind-$machine.zip}
    [ -f "$zip" ] || die "$zip is missing:" \
        "\`make layer$([ "$kind" = runtime ] || echo "-$kind") ARCH=$machine\`" \
        "makes it, or set ZIP"
    name=$(layer_name "$kind")
    version=$(newest_layer "$name" Version)
    if [ -n "$version" ]; then
        sha=$(look lambda get-layer-version --layer-name "$name" \
            --version-number "$version" --query Content.CodeSha256)
        if [ "$sha" = "$(sha_of "$zip")" ]; then
            say "$name: version $version is this very zip"
            newest_layer "$name" LayerVersionArn
            return 0
        fi
    fi
    from "$zip" content
    say "publishing $zip as $name in $region"
    # shellcheck disable=SC2046  # words
    call lambda publish-layer-version --layer-name "$name" "$by" "$place" \
        --description "dayfly: $kind" --license-info MIT \
        --compatible-runtimes $(runtimes_of "$zip") \
        --compatible-architectures "$arch" --query LayerVersionArn
}

# may_run LAYER: ends if its programs are for a newer base than RUNTIME's.
may_run() {
    fit=$(newest_layer "$1" CompatibleRuntimes | tr '\t' ' ')
    case " $fit " in "  " | *" $RUNTIME "*) ;; *) die "layer $1 does not run on" \
        "$RUNTIME, only on: $fit" ;; esac
}

# A function with a bootstrap of its own needs no layer of the runtime, one in a
# runtime of AWS's own no layer of dayfly.
find_layers() {
    layers=${LAYERS:-}
    [ -z "$layers" ] && is_provided || return 0
    kinds="runtime ${ENGINE:-}"
    [ ! -f "$CODE/bootstrap" ] || kinds=${ENGINE:-}
    for kind in $kinds; do
        name=$(layer_name "$kind")
        arn=$(newest_layer "$name" LayerVersionArn)
        ! is_dry || arn=newest:$name
        [ -n "$arn" ] || die "$region has no layer $name: publish it first," \
            "\`make deploy-$([ "$kind" = runtime ] || echo "$kind-")layer\`"
        is_dry || may_run "$name"
        layers="$layers${layers:+ }$arn"
    done
}
