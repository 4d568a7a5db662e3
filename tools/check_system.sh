#!/bin/sh
# Print the Python that .venv is made with, or say in one line what to install.
#
# $1, when given, is the only one tried. Wheels of every pinned package exist for 3.11 to 3.14.
set -eu

suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

found=
for candidate in ${1:-python3 python3.13 python3.12 python3.11 python3.14}; do
    if suits "$candidate"; then
        found=$candidate
        break
    fi
done

if [ -z "$found" ]; then
    version=$("${1:-python3}" --version 2>/dev/null) || version="no ${1:-python3}"
    echo "Avatar Studio needs Python 3.11, 3.12, 3.13 or 3.14; found $version." >&2
    echo "Install one, or name it: make run PYTHON=/path/to/python3.12" >&2
    exit 1
fi

if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    package="$("$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing the system package $package" >&2
        apt-get -qq update && apt-get -qq install -y --no-install-recommends "$package" >/dev/null
    else
        echo "This Python cannot make virtual environments. On Debian or Ubuntu:" >&2
        echo "    sudo apt-get install $package" >&2
        exit 1
    fi
fi

exec "$found" -c 'import sys; print(sys.executable)'
