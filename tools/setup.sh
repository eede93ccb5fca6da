#!/bin/sh
# Makes .venv from a lock file and installs the project into it: `setup.sh test` or `setup.sh check`.
# Wheels only, hashes checked. Needs neither ensurepip, nor an installed pip, nor a home folder, nor a terminal:
# pip itself comes as a wheel in tools/bootstrap and runs from there. Does nothing when nothing has changed.
set -eu
cd "$(dirname "$0")/.."
level=${1:-test}
here=$(pwd)
pip_wheel=tools/bootstrap/pip-26.3-py3-none-any.whl

# A user's own settings must not lead the packages elsewhere.
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_NO_BINARY PIP_ONLY_BINARY PIP_REQUIRE_HASHES
export PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" && command -v "$PYTHON" && return
    else
        for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
            new_enough "$candidate" && command -v "$candidate" && return
        done
    fi
    found=$("${PYTHON:-python3}" --version 2>&1 | sed -n '/./{p;q;}')
    echo "Pledgetree needs Python 3.11 or newer; here '${PYTHON:-python3}' is: ${found:-not found}." >&2
    echo "Install one, or name it: make setup PYTHON=/path/to/python3.11" >&2
    exit 2
}

# The state of a finished set-up: the locks, the project's own description and this script.
state() {
    cat "requirements/$1.txt" pyproject.toml tools/setup.sh | cksum
    if [ "$1" = check ]; then cksum < requirements/spark.txt; fi
}

# Programs in .venv carry its place in their first line, so a copied or moved .venv is of no use.
is_usable() {
    [ -f .venv/place ] && [ "$(cat .venv/place)" = "$here" ] && new_enough .venv/bin/python
}

is_current() {
    [ -f ".venv/$1.stamp" ] && is_usable && [ "$(state "$1")" = "$(cat ".venv/$1.stamp")" ]
}

install() {
    .venv/bin/python "$pip_wheel/pip" install -qq --no-compile "$@"
}

make_environment() {
    if ! is_usable; then
        python=$(find_python)
        echo "Making .venv with $("$python" --version)"
        "$python" -m venv --clear --without-pip .venv || {
            echo "This Python cannot make a virtual environment: install its module venv (on Debian: python3-venv)." >&2
            exit 2
        }
        echo "$here" > .venv/place
    fi
}

install_project() {
    echo "Installing the packages of requirements/$1.txt (wheels only, hashes checked)"
    install --require-hashes --only-binary :all: -r "requirements/$1.txt"
    if [ "$1" = check ]; then
        echo "Building PySpark, which comes without a wheel"
        install --require-hashes --only-binary :all: --no-binary pyspark --no-build-isolation -r requirements/spark.txt
    fi
    install --no-deps --no-build-isolation --editable .
}

# `check` contains `test`: one finished set-up serves both.
if is_current "$level" && { [ "$level" = check ] || is_current test; }; then exit 0; fi
make_environment
rm -f .venv/test.stamp .venv/check.stamp
install_project "$level"
state "$level" > ".venv/$level.stamp"
if [ "$level" = check ]; then state test > .venv/test.stamp; fi
