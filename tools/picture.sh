#!/bin/sh
# The picture of the README: the chart of losses of a report, as a drawing of its own.
# usage: tools/picture.sh REPORT.html >docs/picture.svg
set -eu

report=${1:?usage: tools/picture.sh REPORT.html}
cat <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1040 310" font-family="system-ui, sans-serif" font-size="12">
<style>
text{fill:#1b2530}.soft{fill:#5b6875}.grid{stroke:#d5dbe1;stroke-width:1}.axis{stroke:#5b6875;stroke-width:1}
.base{stroke:#5b6875;stroke-width:1.3;stroke-dasharray:5 4;fill:none}.one{stroke:#1f5f99;fill:none;stroke-width:2}
.two{stroke:#c85a11;fill:none;stroke-width:2}.three{stroke:#0f7b6c;fill:none;stroke-width:2}
.band90,.band90b{fill:#1f5f99;opacity:.14}.band50,.band50b{fill:#1f5f99;opacity:.24}
</style>
<rect width="1040" height="310" fill="#fff"/>
SVG
# one svg element stands on one line
sed -n 's/.*<svg [^>]*aria-label="Value added missing, all modelled industries">\(.*\)<\/svg>.*/\1/p' "$report" | head -1
echo '</svg>'
