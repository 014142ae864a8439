#!/bin/sh
# Makes .venv with the Python named as the argument, else with the first found that is new enough.
# A .venv that already fits is kept.
set -eu
asked=${1:-}
here=.venv/bin/python

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }
give_up() { echo "$1" >&2; exit 1; }

kept() { [ -e .venv/.python ] || touch .venv/.python; exit 0; }

if [ -n "$asked" ]; then
    new_enough "$asked" || give_up "$asked does not start a Python of version 3.11 or newer. Name one that does: PYTHON=python3.12 make run"
    if new_enough $here && [ "$(version "$asked")" = "$(version $here)" ]; then kept; fi
else
    if new_enough $here; then kept; fi
    for candidate in python3 python3.13 python3.12 python3.11; do
        if new_enough $candidate; then asked=$candidate; break; fi
    done
    [ -n "$asked" ] || give_up "No Python of version 3.11 or newer was found. Install one, or name it: PYTHON=python3.12 make run"
fi

if ! "$asked" -c 'import ensurepip' 2>/dev/null; then
    package="python$(version "$asked")-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q && apt-get install -y -q "$package"
    else
        give_up "$asked cannot make a virtual environment yet. Install the package $package, then try again."
    fi
fi

"$asked" -m venv --clear .venv
touch .venv/.python
