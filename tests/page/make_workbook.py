"""Writes a workbook of deals to PATH with the standard library alone."""
import sys
import zipfile

NAMES = ["deal", "id", "description", "deal.destination", "on", "item.form", "item.origin", "deal.export_from",
         "item.value (USD)", "content.Dy"]
SHARED = NAMES + ["magnet", "CHN", "DEU"]
COLUMNS = "ABCDEFGHIJ"
OPEN = "http://schemas.openxmlformats.org"
TYPE = f"{OPEN}/officeDocument/2006/relationships"
PACKAGE = f"{OPEN}/package/2006"
MAIN = f"{OPEN}/spreadsheetml/2006/main"


def shared(word):
    return lambda at: f'<c r="{at}" t="s"><v>{SHARED.index(word)}</v></c>'


def inline(word):
    return lambda at: f'<c r="{at}" t="inlineStr"><is><t>{word}</t></is></c>'


def number(value, style=0):
    return lambda at: f'<c r="{at}" s="{style}"><v>{value}</v></c>'


def row(line, cells):
    return f'<row r="{line}">' + "".join(cell(f"{COLUMNS[k]}{line}") for k, cell in enumerate(cells)) + "</row>"


def deal(line, name, item, day):
    return row(line, [inline(name), inline(item), inline("a magnet, &quot;N48&quot;"), shared("DEU"), number(day, 1),
                      shared("magnet"), shared("CHN"), shared("CHN"), number(1234.5), number("2.5000000000000004")])


def sheet(*rows):
    head = row(1, [shared(name) for name in NAMES])
    return f'<worksheet xmlns="{MAIN}"><sheetData>{head}{"".join(rows)}</sheetData></worksheet>'


def relation(name, target):
    return f'<Relationship Id="{name}" Type="{TYPE}/worksheet" Target="{target}"/>'


PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{TYPE}"><sheets><sheet name="lines" sheetId="1" r:id="r1"/>'
                       '<sheet name="more" sheetId="2" r:id="r2"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">' + relation("r1", "worksheets/sheet1.xml")
                                  + relation("r2", "/xl/worksheets/sheet2.xml") + "</Relationships>",
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
                     '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">'
                            + "".join(f"<si><r><t>{word[:2]}</t></r><r><t>{word[2:]}</t></r></si>" for word in SHARED) + "</sst>",
    "xl/worksheets/sheet1.xml": sheet(deal(2, "one", "a", 46303), deal(4, "two", "b", 46303.25)),
    "xl/worksheets/sheet2.xml": sheet(deal(2, "three", "c", 46200)),
}

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as book:
    for name, part in PARTS.items():
        book.writestr(name, part)
