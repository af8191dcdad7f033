#!/bin/sh
# Fills dist/, which is what runs: the packages, if their list has changed, and the
# code. A build that fails leaves the dist/ that there was.
set -eu

cmp -s requirements.txt dist/requirements.txt || {
    rm -rf .dist
    python3 -m pip install --quiet --disable-pip-version-check \
        --only-binary :all: --target .dist -r requirements.txt
    cp requirements.txt .dist
    rm -rf dist
    mv .dist dist
}
cp ./*.py page.html dist
