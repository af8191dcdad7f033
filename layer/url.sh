# shellcheck shell=sh
# url.sh - a function's URL, for layer/deploy, whose words these are.
# shellcheck disable=SC2154  # set there

need_url() {
    case ${AUTH:-AWS_IAM} in
    NONE | AWS_IAM) ;;
    *) die "AUTH is \"$AUTH\"; it must be AWS_IAM, or NONE: anybody in the" \
        "world may call it" ;;
    esac
    case ${MODE:-BUFFERED} in
    BUFFERED | RESPONSE_STREAM) ;;
    *) die "MODE is \"$MODE\"; it must be BUFFERED or RESPONSE_STREAM" ;;
    esac
}

url_says() {
    look lambda get-function-url-config --function-name "$NAME" --query "$1"
}

# Both actions are wanted, the second only by way of the URL.
permit() {
    there=$(look lambda get-policy --function-name "$NAME" --query Policy)
    for action in InvokeFunctionUrl InvokeFunction; do
        case $there in *"\"dayfly-url-$action\""*) continue ;; esac
        how="--function-url-auth-type NONE"
        [ $action = InvokeFunctionUrl ] || how=--invoked-via-function-url
        # shellcheck disable=SC2086  # words
        call lambda add-permission --function-name "$NAME" --statement-id \
            "dayfly-url-$action" --action "lambda:$action" --principal '*' \
            $how --query Statement >"$scratch/statement"
    done
}

forbid() {
    there=$(look lambda get-policy --function-name "$NAME" --query Policy)
    for action in InvokeFunctionUrl InvokeFunction; do
        case $there in *"\"dayfly-url-$action\""*) call lambda \
            remove-permission --function-name "$NAME" --statement-id \
            "dayfly-url-$action" ;; esac
    done
}

url() {
    auth=${AUTH:-AWS_IAM} mode=${MODE:-BUFFERED}
    is_dry || [ -n "$(arn_of)" ] || die "$region has no function $NAME: create" \
        "it first, \`make create-function NAME=$NAME CODE=… ROLE=…\`"
    # Closed before anything else, opened after all else.
    [ "$auth" = NONE ] || forbid
    now=$(url_says '[AuthType,InvokeMode]' | tr '\t' ' ')
    if [ "$now" = "$auth $mode" ]; then
        say "$NAME: its URL is as it should be"
    elif [ -n "$now" ] && ! is_dry; then
        say "changing the URL of $NAME in $region: $auth, $mode"
        call lambda update-function-url-config --function-name "$NAME" \
            --auth-type "$auth" --invoke-mode "$mode" >"$scratch/told"
    else
        say "giving $NAME in $region a URL: $auth, $mode"
        call lambda create-function-url-config --function-name "$NAME" \
            --auth-type "$auth" --invoke-mode "$mode" >"$scratch/told"
    fi
    [ "$auth" != NONE ] || permit
    is_dry || url_says FunctionUrl
}
