// A sheet of a workbook as CSV, with the rules of src/io/xlsx_read.c (ECMA-376 part 1: 18.2 workbook, 18.3 worksheets,
// 18.4 shared strings, 18.8.30 number formats, 18.17.4 dates). Rows keep their numbers, so that messages name the right
// line.
import { isoDay, dayOf } from './days.js';
import { unpack } from './source.js';

const PART_LIMIT = 64 << 20, // bytes of a part, unpacked
  COLUMNS = 16384,
  ROWS = 1048576;

// The parts of a ZIP file by name: what the directory at its end says.
function parts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    names = new TextDecoder(),
    found = new Map();
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error('zip');
  let at = view.getUint32(end + 16, true);
  for (let k = view.getUint16(end + 10, true); k > 0; k--) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error('zip');
    const name = view.getUint16(at + 28, true),
      more = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    found.set(names.decode(bytes.subarray(at + 46, at + 46 + name)), {
      packed: view.getUint16(at + 10, true) === 8,
      length: view.getUint32(at + 20, true),
      whole: view.getUint32(at + 24, true),
      head: view.getUint32(at + 42, true),
    });
    at += 46 + name + more;
  }
  return async (name) => {
    const one = found.get(name);
    if (!one) return null;
    if (one.whole > PART_LIMIT) throw new Error('limit');
    const start = one.head + 30 + view.getUint16(one.head + 26, true) + view.getUint16(one.head + 28, true),
      raw = bytes.subarray(start, start + one.length),
      text = new TextDecoder().decode(one.packed ? await unpack(raw, 'deflate-raw') : raw),
      xml = new DOMParser().parseFromString(text, 'application/xml');
    if (xml.querySelector('parsererror')) throw new Error('zip');
    return xml;
  };
}

const all = (node, name) => [...node.getElementsByTagNameNS('*', name)];
// The text of a shared string or of a cell, without its phonetic part.
const textOf = (node) =>
  all(node, 't')
    .filter((one) => one.parentNode.localName !== 'rPh')
    .map((one) => one.textContent)
    .join('');
const isDate = (code) => /[dy]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));
const builtIn = (id) => (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
function dateStyles(styles) {
  if (!styles) return [];
  const own = new Set(
    all(styles, 'numFmt')
      .filter((one) => isDate(one.getAttribute('formatCode') ?? ''))
      .map((one) => one.getAttribute('numFmtId')),
  );
  return all(styles, 'cellXfs').flatMap((list) =>
    all(list, 'xf').map((one) => builtIn(+one.getAttribute('numFmtId')) || own.has(one.getAttribute('numFmtId'))),
  );
}
function columnOf(reference) {
  let column = 0;
  for (const letter of reference.match(/^[A-Z]+/)?.[0] ?? '') column = 26 * column + letter.charCodeAt(0) - 64;
  return column - 1;
}
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// {sheets, csv}: the names of the sheets, and the sheet of that name (or the first) as a text.
export async function readWorkbook(bytes, wanted = null) {
  const part = parts(bytes),
    book = await part('xl/workbook.xml'),
    links = await part('xl/_rels/workbook.xml.rels');
  if (!book || !links) throw new Error('zip');
  const sheets = all(book, 'sheet'),
    sheet = sheets.find((one) => one.getAttribute('name') === wanted) ?? sheets[0],
    id = [...(sheet?.attributes ?? [])].find((one) => one.localName === 'id')?.value,
    target = all(links, 'Relationship')
      .find((one) => one.getAttribute('Id') === id)
      ?.getAttribute('Target'),
    path = target?.startsWith('/') ? target.slice(1) : `xl/${target}`,
    old = ['1', 'true'].includes(all(book, 'workbookPr')[0]?.getAttribute('date1904'));
  const [styles, strings, xml] = [await part('xl/styles.xml'), await part('xl/sharedStrings.xml'), await part(path)];
  if (!xml) throw new Error('zip');
  const dates = dateStyles(styles),
    shared = strings ? all(strings, 'si').map(textOf) : [];
  const dayText = (serial) =>
    isoDay((old ? dayOf('1904-01-01') : dayOf('1899-12-30') + (serial < 60 ? 1 : 0)) + Math.floor(serial));
  function value(cell) {
    const type = cell.getAttribute('t') ?? 'n',
      text = type === 'inlineStr' ? textOf(cell) : (all(cell, 'v')[0]?.textContent ?? '');
    if (type === 's') return shared[text] ?? '';
    if (type === 'b') return ['1', 'true'].includes(text) ? 'yes' : 'no';
    if (type !== 'n' || text === '') return text;
    const number = +text;
    if (dates[cell.getAttribute('s') ?? 0] && number >= 0 && number < 2958466) return dayText(number);
    return String(+number.toPrecision(15));
  }
  const lines = [];
  let width = 0;
  for (const row of all(xml, 'row')) {
    const fields = [];
    let next = 0;
    for (const cell of all(row, 'c')) {
      const at = cell.hasAttribute('r') ? columnOf(cell.getAttribute('r')) : next;
      if (!(at >= 0 && at < COLUMNS)) throw new Error('limit');
      fields[at] = value(cell);
      next = at + 1;
    }
    while (fields.length && !fields.at(-1)) fields.pop();
    if (fields.length === 0) continue;
    width ||= fields.length;
    const texts = Array.from({ length: Math.max(width, fields.length) }, (_, k) => quoted(fields[k] ?? ''));
    const number = +(row.getAttribute('r') ?? lines.length + 1);
    if (!(number >= 1 && number <= ROWS)) throw new Error('limit');
    lines[number - 1] = texts.join(',');
  }
  return {
    sheets: sheets.map((one) => one.getAttribute('name')),
    csv: Array.from(lines, (line) => line ?? '').join('\n') + '\n',
  };
}
