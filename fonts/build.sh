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
# English and German, typographic punctuation, arrows, and the operators that text uses.
text="U+0020-007E,U+00A0,U+00AB,U+00B0,U+00B1,U+00B7,U+00BB,U+00C4,U+00D6,U+00D7,U+00DC,U+00DF,U+00E0-00F6,U+00F7,U+00F8-00FC,U+2009,U+2013,U+2014,U+2018-201E,U+2026,U+202F,U+2032,U+2190-2193,U+2212,U+221A"
subset() { # file, codepoints, features, out
  pyftsubset "$from/$1" --unicodes="$2" --layout-features="$3" --flavor=woff2 --name-IDs=0,13,14 --no-hinting --desubroutinize --output-file="$4"
}
subset @fontsource-variable/stix-two-text/files/stix-two-text-latin-wght-normal.woff2 "$text" 'kern,lnum,tnum' text.woff2
# No kerning: what stands in the sans is short, and digits must not move.
subset @fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2 "$text" 'lnum,tnum' sans.woff2
# Letters of formulae, upright and in mathematical italic, and the operators that the page writes.
math="U+0020,U+0028-0029,U+002B-0039,U+003D,U+0041-005A,U+0061-007A,U+007C,U+00F7,U+2211-2212,U+221A,U+221E,U+2260,U+22C5,U+1D434-1D467,U+210E"
subset @fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2 "$math" '' math.woff2
cp "$from/@fontsource/stix-two-math/LICENSE" OFL.txt
ls -l ./*.woff2
