#!/bin/sh
# Makes this machine and its browsers trust Hemvist's own certificate authority, or stop trusting it.
# Usage: sh setup/trust.sh install|remove
set -eu
cd "$(dirname "$0")/.."
. setup/steps.sh

what=${1:-install}
name="Hemvist local authority"
authority=${HEMVIST_HOME:-$(pwd -P)/var}/tls/authority.pem
system=/usr/local/share/ca-certificates/hemvist-local-authority.crt

# With sudo, the browsers meant are those of the person who typed it, and their files stay that person's.
self=$(id -un 2>/dev/null || id -u)
person=${SUDO_USER:-$self}
home=$(getent passwd "$person" | cut -d: -f6)
home=${home:-$HOME}
as_person() { if [ "$person" = "$self" ]; then "$@"; else runuser -u "$person" -- "$@"; fi; }

stores() {
    for folder in "$home"/.pki/nssdb "$home"/.local/share/pki/nssdb "$home"/snap/chromium/*/.pki/nssdb \
        "$home"/.mozilla/firefox/*/ "$home"/.config/mozilla/firefox/*/ "$home"/snap/firefox/common/.mozilla/firefox/*/ \
        "$home"/.var/app/org.mozilla.firefox/.mozilla/firefox/*/; do
        [ -f "${folder%/}/cert9.db" ] && printf '%s\n' "${folder%/}"
    done
    return 0
}

# Chromium reads a store in the home folder, and makes none itself.
make_chromium_store() {
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || return 0
    [ -f "$home/.pki/nssdb/cert9.db" ] || [ -f "$home/.local/share/pki/nssdb/cert9.db" ] && return 0
    as_person mkdir -p -m 700 "$home/.pki/nssdb"
    as_person certutil -N -d "sql:$home/.pki/nssdb" --empty-password
}

forget() { # store; says whether there was something to forget
    found=1
    while as_person certutil -D -d "sql:$1" -n "$name" >/dev/null 2>&1; do found=0; done
    return $found
}

browsers() {
    if ! command -v certutil >/dev/null; then
        # Without this program nothing was ever put into a browser's store.
        [ "$what" = remove ] && return 0
        debian "Telling browsers" libnss3-tools
    fi
    [ "$what" = remove ] || make_chromium_store
    stores | while read -r store; do
        if forget "$store" && [ "$what" = remove ]; then echo "No longer trusted by the browser store $store"; fi
        [ "$what" = remove ] && continue
        # A pipe, since the browsers' owner may not read Hemvist's folder.
        as_person certutil -A -d "sql:$store" -n "$name" -t C,, -a <"$authority"
        echo "Now trusted by the browser store $store (restart the browser)"
    done
}

machine() {
    if [ "$(id -u)" != 0 ]; then
        [ "$what" = remove ] && [ ! -e "$system" ] && return 0
        echo "Not touched: this machine's own store (curl and other programs). For that:  sudo make $([ "$what" = remove ] && echo untrust || echo trust)"
        return 0
    fi
    if [ "$what" = remove ]; then
        [ -e "$system" ] || return 0
        rm "$system"
        update-ca-certificates --fresh >/dev/null 2>&1
        echo "No longer trusted by this machine ($system removed)"
    else
        debian "Telling this machine" ca-certificates
        install -m 644 "$authority" "$system"
        update-ca-certificates >/dev/null 2>&1
        echo "Now trusted by this machine ($system)"
    fi
}

if [ "$what" = install ] && [ ! -r "$authority" ]; then
    fail "There is no certificate authority to trust that you may read ($authority)." \
        "Run make demo once. If it was started by root, so must this be:  sudo make trust"
fi
[ "$what" = remove ] || echo "The authority can vouch only for this machine and the name Hemvist is served under:"
[ "$what" = remove ] || openssl x509 -in "$authority" -noout -fingerprint -sha256 2>/dev/null || true
machine
browsers
[ "$what" = install ] || echo "Done: nothing on this machine that was found trusts Hemvist's authority any more."
