#!/bin/sh
# Takes away what set-up made, after asking. Usage: sh setup/remove.sh reset|all
#   reset  the demo's people, projects, documents and keys; certificate and weights stay
#   all    everything: those too, .venv, trust in the authority, and the system user
set -eu
cd "$(dirname "$0")/.."
. setup/steps.sh

home=${HEMVIST_HOME:-$(pwd -P)/var}
keys=${HEMVIST_KEYS:-$home/keys}

not_running() {
    [ -e "$home/run/supervisor.lock" ] || return 0
    flock -n "$home/run/supervisor.lock" true || fail "Hemvist runs from $home. Stop it first, with Ctrl-C where it was started."
}

ours() { # only folders that Hemvist makes; the place they are in may hold other things
    for folder; do
        if [ -d "$folder" ]; then printf '  %s (%s)\n' "$folder" "$(du -sh "$folder" | cut -f1)"; fi
    done
}

sure() {
    confirm "This cannot be undone." || fail "Nothing was deleted." "Without a terminal, say it in advance:  YES=1 make $1"
}

remove_account() {
    entry=$(getent passwd hemvist) || return 0
    # An account of that name that set-up did not make has other words here.
    [ "$(printf '%s' "$entry" | cut -d: -f5)" = "Hemvist, made by its set-up" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        userdel hemvist && echo "The system user hemvist is gone."
    else
        echo "The system user hemvist is still there. For that:  sudo userdel hemvist"
    fi
}

case ${1:-} in
reset)
    not_running
    echo "To be deleted, with every person, project, document and key of the demo:"
    ours "$home/data" "$keys" "$home/run"
    sure demo-reset
    rm -rf "$home/data" "$keys" "$home/run"
    echo "Deleted. The next make demo begins anew."
    ;;
all)
    not_running
    echo "To be deleted, with every person, project, document and key:"
    ours "$home/data" "$keys" "$home/run" "$home/models" "$home/tls" "$(pwd -P)/.venv"
    sure uninstall
    sh setup/trust.sh remove
    remove_account
    rm -rf "$home/data" "$keys" "$home/run" "$home/models" "$home/tls" .venv
    rmdir "$home" 2>/dev/null || true
    echo "Deleted. What is left is this folder, as it was cloned."
    ;;
*) fail "Usage: sh setup/remove.sh reset|all" ;;
esac
