#include "report/html.h"

#include <string.h>

void ck_html_text(FILE *out, const char *text) {
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        default: fputc(*text, out);
        }
    }
}

static const char *const STYLE[] = {
    ":root{--ink:#1b2530;--soft:#5b6875;--line:#d5dbe1;--paper:#fff;--panel:#f5f7f9;--blue:#1f5f99;--orange:#c85a11;--"
    "teal:#0f7b6c;--red:#a8323a;",
    "--land:#e6eaee}",
    "@media(prefers-color-scheme:dark){:root{--ink:#e7edf3;--soft:#a0adba;--line:#38434e;--paper:#12181e;--panel:#"
    "1a222a;--blue:#6fb1e8;",
    "--orange:#f0954f;--teal:#56c4b3;--red:#ee8189;--land:#26303a}}",
    "*{box-sizing:border-box}",
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe "
    "UI',Roboto,'Helvetica Neue',Arial,sans-serif}",
    "main{max-width:1080px;margin:0 auto;padding:0 20px 60px}",
    "header{padding:34px 0 10px;border-bottom:3px solid var(--ink);margin-bottom:22px}",
    "h1{font-size:1.9rem;line-height:1.2;margin:0 0 6px}h2{font-size:1.3rem;margin:44px 0 "
    "6px}h3{font-size:1rem;margin:18px 0 4px}",
    "p{margin:6px 0 10px;max-width:74ch}.soft,figcaption,.lead{color:var(--soft)}.small{font-size:.85rem}",
    "a{color:var(--blue)}",
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:14px;margin:18px 0}",
    ".card{background:var(--panel);border-radius:8px;padding:14px 16px}.card "
    "b{display:block;font-size:1.55rem;line-height:1.2}",
    ".card span{color:var(--soft);font-size:.88rem;display:block}",
    "ul.answer{padding-left:0;list-style:none;max-width:80ch}ul.answer li{padding:7px 0 7px 14px;border-left:4px solid "
    "var(--line);margin:5px 0}",
    "ul.answer li.cost{border-color:var(--red)}ul.answer li.first{border-color:var(--orange)}ul.answer "
    "li.who{border-color:var(--red)}",
    "ul.answer li.trade,ul.answer li.price{border-color:var(--blue)}ul.answer li.remedy{border-color:var(--teal)}",
    "figure{margin:12px 0 18px}figcaption{font-size:.86rem;margin-top:4px;max-width:80ch}",
    "svg{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif}",
    "svg text{fill:var(--ink)}svg .soft{fill:var(--soft)}svg .grid{stroke:var(--line);stroke-width:1}svg "
    ".axis{stroke:var(--soft);stroke-width:1}",
    "svg .base{stroke:var(--soft);stroke-width:1.3;stroke-dasharray:5 4;fill:none}",
    "svg .one{stroke:var(--blue);fill:none;stroke-width:2}svg .two{stroke:var(--orange);fill:none;stroke-width:2}",
    "svg .three{stroke:var(--teal);fill:none;stroke-width:2}",
    "svg .band90{fill:var(--blue);opacity:.14}svg .band50{fill:var(--blue);opacity:.24}",
    "svg .band90b{fill:var(--orange);opacity:.14}svg .band50b{fill:var(--orange);opacity:.24}",
    "svg .bar{fill:var(--blue)}svg .bar2{fill:var(--orange)}svg .bar3{fill:var(--teal)}svg .whisker{stroke:var(--ink);stroke-width:1.4}",
    "svg .land{fill:var(--land)}svg .flow{fill:none;stroke:var(--red);stroke-linecap:round;opacity:.55}",
    "svg .bubble{fill:var(--red);opacity:.62}svg .home{fill:var(--blue);opacity:.7}",
    "svg .gain,svg .plus{fill:var(--teal)}svg .plus{opacity:.62}svg .loss{fill:var(--red)}",
    "svg .ribbon{fill:var(--blue);opacity:.38}svg .ghost{fill:var(--soft);opacity:.22}svg .node{fill:var(--ink)}",
    ".multiples{display:grid;grid-template-columns:repeat(auto-fit,minmax(310px,1fr));gap:6px 22px}",
    ".multiples.three{grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr))}"
    ".multiples.two{grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr))}"
    "td.heat{background:color-mix(in srgb,var(--orange) var(--heat),transparent);padding-right:6px}",
    "table{border-collapse:collapse;width:100%;font-size:.88rem;margin:8px 0 14px}th{text-align:left;border-bottom:2px "
    "solid var(--ink);padding:5px 8px 5px 0;",
    "vertical-align:bottom}td{border-bottom:1px solid var(--line);padding:5px 8px 5px "
    "0;vertical-align:top}td.n,th.n{text-align:right;",
    "font-variant-numeric:tabular-nums;white-space:nowrap}.wide{overflow-x:auto}.roomy{min-width:720px}",
    "details{margin:8px 0}summary{cursor:pointer;font-weight:600}code,pre{font:13px/1.45 "
    "ui-monospace,Menlo,Consolas,monospace}",
    "pre{background:var(--panel);padding:12px;border-radius:8px;overflow-x:auto;white-space:pre-wrap;word-break:break-"
    "all}",
    ".grade{display:inline-block;font-size:.75rem;border:1px solid var(--line);border-radius:9px;padding:0 "
    "7px;color:var(--soft)}",
    ".pick{position:absolute;opacity:0}.choice label{display:inline-block;padding:3px 12px;border:1px solid "
    "var(--line);border-radius:14px;cursor:pointer;",
    "font-size:.86rem;margin-right:6px}.pick:focus-visible+label{outline:2px solid var(--blue)}",
    "#by-value:checked~.choice label[for=by-value],#by-mass:checked~.choice "
    "label[for=by-mass]{background:var(--ink);color:var(--paper)}",
    "#by-value:checked~.mass,#by-mass:checked~.value{display:none}",
    "@media(max-width:560px){h1{font-size:1.45rem}main{padding:0 14px 40px}.card b{font-size:1.3rem}",
    ".stack{min-width:0}.stack thead{display:none}.stack tr{display:flex;flex-wrap:wrap;gap:0 12px;padding:6px 0;",
    "border-bottom:1px solid var(--line)}.stack td{border:0;padding:1px 0}.stack td.what{flex:1 0 100%;order:1}.stack ",
    "td[data-label]{order:2}.stack td[data-label]::before{content:attr(data-label) ' ';color:var(--soft)}}",
    "@media "
    "print{:root{--ink:#000;--paper:#fff;--panel:#f3f3f3}body{font-size:10.5pt}main{max-width:none;padding:0}details{"
    "display:block}",
    "details>*{display:block}figure,.card,tr{break-inside:avoid}h2{break-after:avoid}.choice{display:none}a{color:"
    "inherit}}",
};

void ck_html_head(FILE *out, const char *title) {
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
          "img-src data:\">\n<title>",
          out);
    ck_html_text(out, title);
    fputs("</title>\n<style>", out);
    for (size_t k = 0; k < sizeof STYLE / sizeof STYLE[0]; k++) fputs(STYLE[k], out);
    fputs("</style>\n</head>\n<body>\n<main>\n", out);
}

void ck_html_foot(FILE *out) { fputs("</main>\n</body>\n</html>\n", out); }
