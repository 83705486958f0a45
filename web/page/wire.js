// A scenario spec as bytes: the mirror of src/wire/spec_load.c. docs/page.md has the table of fields.

const FOR_GOOD = 0x7fffffff;
export const ALLOCATIONS = ['proportional', 'domestic-first', 'defence-first', 'by-price'];
const NAMES = [
  'items',
  'except_items',
  'origins',
  'except_origins',
  'destinations',
  'except_destinations',
  'end_uses',
  'stockpiles',
  'projects',
];

class Writer {
  constructor() {
    this.at = 0;
    this.over(new Uint8Array(1 << 16));
  }
  over(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
  room(bytes) {
    if (this.at + bytes <= this.bytes.length) return;
    const grown = new Uint8Array(2 * (this.at + bytes));
    grown.set(this.bytes);
    this.over(grown);
  }
  u32(value) {
    this.room(4);
    this.view.setUint32(this.at, value >>> 0, true);
    this.at += 4;
  }
  day(value) {
    this.u32(value ?? FOR_GOOD);
  }
  real(value) {
    this.room(8);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }
  // Letter by letter: most texts are short and ASCII, and for those an encoder takes longer to be called than to work.
  text(value = '') {
    this.room(4 + 3 * value.length);
    const { bytes, at } = this,
      from = at + 4;
    let size = 0;
    for (; size < value.length && value.charCodeAt(size) < 128; size++) bytes[from + size] = value.charCodeAt(size);
    if (size < value.length) size = new TextEncoder().encodeInto(value, bytes.subarray(from)).written;
    this.u32(size);
    this.at += size;
  }
  names(list = []) {
    this.u32(list.length);
    for (const name of list) this.text(name);
  }
  knobs(knobs, values = {}) {
    this.u32(knobs.length);
    for (const knob of knobs) this.real(values[knob.name] ?? knob.value);
  }
}

function writeMeasure(to, measure, words) {
  for (const key of ['id', 'title', 'citation', 'link', 'authority', 'certainty']) to.text(measure[key]);
  to.u32(words.effects.indexOf(measure.effect));
  for (const key of NAMES) to.names(measure[key]);
  to.u32(measure.reach ? 1 : 0);
  if (measure.reach) to.names(measure.reach);
  to.day(measure.announced);
  to.day(measure.from);
  to.day(measure.until);
  const pauses = measure.suspended ?? [],
    amendments = measure.amendments ?? [];
  to.u32(pauses.length);
  for (const pause of pauses) {
    to.day(pause.from);
    to.day(pause.until);
    to.text(pause.citation);
  }
  to.u32(amendments.length);
  for (const amendment of amendments) {
    to.day(amendment.from);
    to.u32(words.terms.findIndex((term) => term.name === amendment.term));
    to.real(amendment.value);
    to.text(amendment.citation);
  }
  to.knobs(words.terms, measure.terms);
}

// words: {effects: [word], terms: [{name, value}], parameters: [{name, value}]} as the engine lists them.
export function encodeSpec(spec, words) {
  const to = new Writer();
  for (const c of 'CKSPEC1\0') to.bytes[to.at++] = c.charCodeAt(0);
  to.text(spec.name);
  to.text(spec.title);
  to.text(spec.description);
  to.day(spec.start);
  to.u32(spec.days);
  to.u32(spec.draws);
  const seed = BigInt(spec.seed ?? 1);
  to.u32(Number(seed & 0xffffffffn));
  to.u32(Number(seed >> 32n));
  to.day(spec.law_known_on);
  to.u32(ALLOCATIONS.indexOf(spec.allocation));
  to.knobs(words.parameters, spec.parameters);
  to.u32(spec.measures.length);
  for (const measure of spec.measures) writeMeasure(to, measure, words);
  const uncertain = spec.uncertain ?? [];
  to.u32(uncertain.length);
  for (const one of uncertain) {
    to.text(one.target);
    to.u32(one.kind);
    for (const key of ['a', 'b', 'c']) to.real(one[key] ?? NaN);
    to.real(one.low ?? -Infinity);
    to.real(one.high ?? Infinity);
  }
  return to.bytes.subarray(0, to.at);
}
