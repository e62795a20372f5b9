#!/bin/sh
# Makes .venv exactly what the lock says, and puts the command hemvist into it. Nothing to do: nothing said.
# Usage: sh setup/python.sh [development]
set -eu
cd "$(dirname "$0")/.."
. setup/steps.sh

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Debian's own first: any user of the machine may run it, so that Hemvist can serve as a user of its own.
interpreter() {
    for one in "${PYTHON:-}" /usr/bin/python3.11 python3.11 python3; do
        if [ -n "$one" ] && command -v "$one" >/dev/null && is_311 "$one" && has_venv "$one"; then
            command -v "$one"
            return
        fi
    done
}

find_interpreter() {
    python=$(interpreter)
    [ -n "$python" ] && return
    grep -q '^VERSION_CODENAME=bookworm' /etc/os-release 2>/dev/null ||
        fail "Hemvist needs Python 3.11 with its module venv, and found none." "Install it, then name it:  PYTHON=/path/to/python3.11 make ${1:-demo}"
    debian "Hemvist" python3.11 python3.11-venv ca-certificates
    python=$(interpreter)
    [ -n "$python" ] || fail "Python 3.11 with its module venv was not found, even after installing it."
}

wanted() { printf '%s %s\n' "$(pwd -P)" "$(sha256sum "$1" | cut -d' ' -f1)"; }
is_done() { [ -x .venv/bin/python ] && [ "$(cat ".venv/$1.done" 2>/dev/null)" = "$(wanted "$2")" ]; }

install() { # stamp, lock
    count=$(grep -c '==' "$2")
    step "Installing $count packages" .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --no-deps --require-hashes --only-binary :all: -r "$2"
    wanted "$2" >".venv/$1.done"
}

install_hemvist() {
    folder=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$(pwd -P)/src" >"$folder/hemvist.pth"
    printf '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -P -m hemvist.cli.main "$@"\n' >.venv/bin/hemvist
    chmod 755 .venv/bin/hemvist
}

umask 022
[ ! -e .venv/development.done ] || is_done development requirements-dev.txt || rm -f .venv/runtime.done
if ! is_done runtime requirements.txt; then
    # Making it anew would empty the folder behind the link, which belongs to another clone.
    [ ! -L .venv ] || fail ".venv is a link to $(readlink .venv), which is not made for this folder." "Nothing was changed. Take the link away, then try again:  rm .venv"
    find_interpreter
    step "Making .venv with $python" "$python" -m venv --clear .venv
    install runtime requirements.txt
    install_hemvist
fi
if [ "${1:-}" = development ] && ! is_done development requirements-dev.txt; then
    install development requirements-dev.txt
fi
# The user that serves may not write here, so what Python would write at its first start is written now.
.venv/bin/python -m compileall -q src
