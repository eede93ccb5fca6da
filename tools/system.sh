#!/bin/sh
# Installs the system programs that some tests need, or prints the command that does and ends with 2.
set -eu

packages=""
need() { packages="$packages $1"; }

has() { command -v "$1" >/dev/null 2>&1; }
has chromium || has chromium-browser || has google-chrome || need chromium
{ has fc-list && [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; } || need fonts-noto-cjk
has pdftotext || need poppler-utils
has msgfmt || need gettext
has java || need default-jre-headless
if [ -z "$packages" ]; then exit 0; fi

command="apt-get install -y --no-install-recommends$packages"
as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi
if has apt-get && { [ -z "$as_root" ] || { has sudo && sudo -n true 2>/dev/null; }; }; then
    echo "Installing:$packages"
    log=$(mktemp)
    if $as_root apt-get update >"$log" 2>&1 && $as_root env DEBIAN_FRONTEND=noninteractive $command >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -20 "$log" >&2
    rm -f "$log"
fi
echo "Some tests need system programs that are missing:$packages" >&2
echo "Install them, then try again:" >&2
echo "    sudo apt-get update && sudo $command" >&2
exit 2
