#!/bin/sh
# Writes the lock files anew from pyproject.toml. Pins that still fit are kept; `make lock UPGRADE=--upgrade` renews all.
set -eu
cd "$(dirname "$0")/.."
UV=${UV:-uv}

lock() {
    target=$1
    shift
    "$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate ${UPGRADE:-} "$@" --output-file "requirements/$target.txt"
}

lock test pyproject.toml --extra portal --group build --group test
lock check pyproject.toml --extra portal --group build --group test --group check --constraint requirements/test.txt
# PySpark comes without a wheel: it stands alone, so that everything else can insist on wheels.
lock spark --group spark
