"""Writes a workbook of deals to PATH with the standard library alone."""
import sys
import zipfile

SHARED = ["deal", "id", "description", "deal.destination", "on", "item.form", "item.origin", "deal.export_from", "item.value (USD)", "content.Dy", "magnet", "CHN", "DEU"]
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def text(reference, word):
    return f'<c r="{reference}" t="s"><v>{SHARED.index(word)}</v></c>'


def inline(reference, word):
    return f'<c r="{reference}" t="inlineStr"><is><t>{word}</t></is></c>'


def sheet(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def row(number, cells):
    return f'<row r="{number}">{"".join(cells)}</row>'


COLUMNS = "ABCDEFGHIJ"
NAMES = SHARED[:10]


def line(number, deal, ident, day):
    return row(number, [
        inline(f"A{number}", deal), inline(f"B{number}", ident), inline(f"C{number}", "a magnet, &quot;N48&quot;"), text(f"D{number}", "DEU"),
        f'<c r="E{number}" s="1"><v>{day}</v></c>', text(f"F{number}", "magnet"), text(f"G{number}", "CHN"), text(f"H{number}", "CHN"),
        f'<c r="I{number}"><v>1234.5</v></c>', f'<c r="J{number}"><v>2.5000000000000004</v></c>'])


HEADER = row(1, [text(f"{COLUMNS[k]}1", name) for k, name in enumerate(NAMES)])
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{TYPE}"><sheets><sheet name="lines" sheetId="1" r:id="r1"/>'
    '<sheet name="more" sheetId="2" r:id="r2"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{TYPE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{TYPE}/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">' + "".join(f"<si><r><t>{word[:2]}</t></r><r><t>{word[2:]}</t></r></si>" for word in SHARED) + "</sst>",
    "xl/worksheets/sheet1.xml": sheet(HEADER + line(2, "one", "a", 46303) + line(4, "two", "b", 46303.25)),
    "xl/worksheets/sheet2.xml": sheet(HEADER + line(2, "three", "c", 46200)),
}

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as book:
    for name, part in PARTS.items():
        book.writestr(name, part)
