# What the set-up scripts share: say what happens, how long it takes, and what went wrong.

fail() {
    printf '\n%s\n' "$1" >&2
    shift
    for line; do printf '  %s\n' "$line" >&2; done
    exit 1
}

# step "Doing this" COMMAND...: runs it quietly; after two seconds the time passed is shown; on failure its last words.
step() {
    doing=$1
    shift
    words=$(mktemp)
    "$@" >"$words" 2>&1 </dev/null &
    running=$!
    trap 'kill "$running" 2>/dev/null; rm -f "$words"; exit 130' INT TERM
    began=$(date +%s)
    [ -t 1 ] || printf '%s …\n' "$doing"
    while kill -0 "$running" 2>/dev/null; do
        sleep 0.2
        passed=$(($(date +%s) - began))
        if [ -t 1 ]; then printf '\r%s … %s s ' "$doing" "$passed"; fi
    done
    if wait "$running"; then
        if [ -t 1 ]; then
            printf '\r%s: done in %s s \n' "$doing" "$passed"
        elif [ "$passed" -ge 2 ]; then
            printf '%s: done in %s s\n' "$doing" "$passed"
        fi
    else
        printf '\n'
        tail -n 15 "$words" >&2
        rm -f "$words"
        fail "$doing did not succeed. The lines above say why."
    fi
    trap - INT TERM
    rm -f "$words"
}

# confirm "Question": yes with YES=1; asked at a terminal; otherwise no.
confirm() {
    [ "${YES:-}" = 1 ] && return 0
    [ -t 0 ] || return 1
    printf '%s Type yes to go on: ' "$1"
    read -r said && [ "$said" = yes ]
}

# debian "what for" PACKAGE...: sees to it that Debian packages are there.
debian() {
    why=$1
    shift
    missing=
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
    done
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        fail "$why needs these Debian packages:$missing" "Install them, then run this again:" "sudo apt-get install --no-install-recommends$missing"
    fi
    if [ -t 0 ] && [ "${YES:-}" != 1 ]; then
        printf '%s needs these Debian packages:%s\nInstall them now? [Y/n] ' "$why" "$missing"
        read -r said
        case $said in [nN]*) fail "Nothing was installed." ;; esac
    fi
    export DEBIAN_FRONTEND=noninteractive
    # The list of packages may be absent or too old: it is fetched only where the first try fails.
    # shellcheck disable=SC2086
    step "Installing$missing" sh -c 'apt-get install -y -q --no-install-recommends "$@" || { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; }' sh $missing
}
