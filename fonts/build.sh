#!/usr/bin/env bash
# Makes the page's fonts from the packages that publish them: subsets of what the page can show, MATH table kept.
# Needs npm, and fonttools with brotli (pip install fonttools brotli). Their licence, OFL 1.1, stands in OFL.txt.
set -euo pipefail
cd "$(dirname "$0")/../static/fonts"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --ignore-scripts --no-audit --no-fund --silent \
  @fontsource-variable/stix-two-text@5.3.0 @fontsource-variable/source-sans-3@5.3.0 @fontsource/stix-two-math@5.3.0
from=$work/node_modules
text="U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+2010-2015,U+2018-201E,U+2020,U+2022,U+2026,U+202F,U+2032,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+00D7,U+00F7"
subset() { # file, codepoints, features, out
  pyftsubset "$from/$1" --unicodes="$2" --layout-features="$3" --flavor=woff2 --name-IDs=0,13,14 --no-hinting --desubroutinize --output-file="$4"
}
subset @fontsource-variable/stix-two-text/files/stix-two-text-latin-wght-normal.woff2 "$text" 'kern,liga,lnum,tnum,ccmp,mark' text.woff2
subset @fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2 "$text" 'kern,lnum,tnum,ccmp,mark,case' sans.woff2
# Letters of formulae in their upright and mathematical italic forms, Greek, operators, and what stretches.
math="U+0020-007E,U+00B1,U+00B7,U+00D7,U+00F7,U+0302-0304,U+2032,U+2061-2064,U+2202,U+2206,U+2211,U+2212,U+2215,U+221A,U+221E,U+2225,U+2248,U+2260,U+2264-2265,U+22A4,U+22C5,U+2208,U+211D,U+2190-2194,U+2026,U+22EF,U+03B1-03C9,U+1D434-1D467,U+210E,U+1D6FC-1D714,U+1D400-1D433,U+239B-23AD"
subset @fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2 "$math" 'ssty,dtls,flac' math.woff2
cp "$from/@fontsource/stix-two-math/LICENSE" OFL.txt
ls -l ./*.woff2
