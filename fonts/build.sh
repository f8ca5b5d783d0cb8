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
# One weight of the serif: what must stand out is larger, or in the sans.
fonttools varLib.instancer -q "$from/@fontsource-variable/stix-two-text/files/stix-two-text-latin-wght-normal.woff2" wght=400 -o "$from/text.ttf"
subset text.ttf "$text" 'kern,lnum,tnum' text.woff2
# One weight of the sans too, a little above regular. No kerning: what stands in it is short, and digits must not move.
fonttools varLib.instancer -q "$from/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2" wght=460 -o "$from/sans.ttf"
subset sans.ttf "$text" 'lnum,tnum' sans.woff2
# Formulae: words and numbers upright, the letters that the page writes in mathematical italic, and the operators.
math="U+0020,U+0028-0029,U+002B-0039,U+003D,U+0054,U+0056,U+0061-007A,U+007C,U+00F7,U+2211,U+2212,U+221A,U+221E,U+2260,U+22C5,U+1D434,U+1D43E,U+1D43F,U+1D440,U+1D442,U+1D443,U+1D444,U+1D447,U+1D449,U+1D44A,U+1D44B,U+1D44F,U+1D451-1D453,U+1D456,U+1D457,U+1D458,U+1D45A,U+1D45B,U+1D45E,U+1D463-1D465,U+1D70C"
subset @fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2 "$math" '' math.woff2
cp "$from/@fontsource/stix-two-math/LICENSE" OFL.txt
ls -l ./*.woff2
