// The kernel as an object: opens a model, asks a question, reads tables and series. Runs in a worker and under node.
import { encodeSpec } from './wire.js';

const TABLE = {
  counts: 0,
  region: 1,
  item: 2,
  site: 3,
  product: 4,
  slot: 5,
  flow: 6,
  term: 7,
  parameter: 8,
  result: 9,
  measure: 10,
  run: 11,
  clock: 12,
};
const TEXT = {
  model: 0,
  region: 1,
  regionName: 2,
  item: 3,
  itemName: 4,
  tier: 5,
  unit: 6,
  group: 7,
  site: 8,
  siteName: 9,
  term: 10,
  termUnit: 11,
  termMeaning: 12,
  parameter: 13,
  parameterUnit: 14,
  parameterMeaning: 15,
  effect: 16,
};
const CAUSE = ['short', 'orders', 'dearer', 'scarce'];
export const KIND = { plant: 0, rest: 1, recycler: 2, market: 3, industry: 4, finalUse: 5, stockpile: 6 };
const COUNTS = [
  'regions',
  'items',
  'groups',
  'sites',
  'products',
  'inputGroups',
  'slots',
  'flows',
  'projects',
  'customers',
];

const hex = (low, high) => (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');

export class Engine {
  constructor(exports) {
    this.x = exports;
    this.decoder = new TextDecoder();
  }
  static async load(bytes) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Engine(instance.exports);
  }
  string(at) {
    if (!at) return '';
    const bytes = new Uint8Array(this.x.memory.buffer);
    let end = at;
    while (bytes[end]) end++;
    return this.decoder.decode(bytes.subarray(at, end));
  }
  text(kind, at = 0) {
    return this.string(this.x.ck_page_text(TEXT[kind], at));
  }
  numbers(at, count) {
    return new Float64Array(this.x.memory.buffer, at, count);
  }
  // A table in place as an array of rows laid one after the other, with its width; valid until the next call that writes.
  view(name) {
    const width = this.x.ck_page_width(TABLE[name]),
      rows = this.x.ck_page_rows(TABLE[name]);
    const at = this.x.ck_page_table(TABLE[name]);
    return { width, rows, value: at ? this.numbers(at, rows * width) : new Float64Array(0) };
  }
  table(name) {
    const { value, ...shape } = this.view(name);
    return { ...shape, value: value.slice() };
  }
  fail(status) {
    const message = this.string(this.x.ck_page_message(0)),
      hint = this.string(this.x.ck_page_message(1));
    throw new Error(message || `status ${status}`, { cause: hint });
  }
  check(status) {
    if (status < 0) this.fail(status);
    return status;
  }
  open(file) {
    const at = this.x.ck_page_room(file.length);
    if (!at) throw new Error('no memory');
    new Uint8Array(this.x.memory.buffer, at, file.length).set(file);
    this.check(this.x.ck_page_open(file.length));
    this.facts = this.readFacts();
    return this.facts;
  }
  readFacts() {
    const counts = this.table('counts').value;
    const facts = { model: this.text('model'), tables: {} };
    COUNTS.forEach((name, k) => (facts[name] = counts[k]));
    for (const name of ['region', 'item', 'site', 'product', 'slot', 'flow']) facts.tables[name] = this.table(name);
    const list = (count, kind) => Array.from({ length: count }, (_, k) => this.text(kind, k));
    facts.regionId = list(facts.regions, 'region');
    facts.regionName = list(facts.regions, 'regionName');
    facts.itemId = list(facts.items, 'item');
    facts.itemName = list(facts.items, 'itemName');
    facts.tier = list(facts.items, 'tier');
    facts.unit = list(facts.items, 'unit');
    facts.groupId = list(facts.groups, 'group');
    facts.siteId = list(facts.sites, 'site');
    facts.siteName = list(facts.sites, 'siteName');
    facts.effects = [];
    for (let word; (word = this.text('effect', facts.effects.length));) facts.effects.push(word);
    facts.terms = this.knobs('term');
    facts.parameters = this.knobs('parameter');
    return facts;
  }
  knobs(kind) {
    const { width, rows, value } = this.table(kind);
    return Array.from({ length: rows }, (_, k) => ({
      name: this.text(kind, k),
      unit: this.text(`${kind}Unit`, k),
      meaning: this.text(`${kind}Meaning`, k),
      value: value[k * width],
      low: value[k * width + 1],
      high: value[k * width + 2],
    }));
  }
  // aside: a question between two others, which leaves their snapshots as they are.
  // from: first day on which the answer may differ from that of the question before; 0: compute everything.
  ask(spec, { from = 0, draw = -1, every = 7, aside = false } = {}) {
    const bytes = encodeSpec(spec, this.facts);
    const at = this.x.ck_page_question(bytes.length);
    if (!at) throw new Error('no memory');
    new Uint8Array(this.x.memory.buffer, at, bytes.length).set(bytes);
    this.check(this.x.ck_page_ask(from, aside ? 2 : draw >= 0 ? 1 : 0, Math.max(draw, 0), every));
  }
  // The question that was answered once more, from the first snapshot that is missing; says whether one is.
  again() {
    return this.check(this.x.ck_page_again()) > 0;
  }
  draw(draw) {
    this.check(this.x.ck_page_draw(draw));
  }
  advance(day) {
    return this.check(this.x.ck_page_advance(day));
  }
  // Where the run is; costs nothing.
  clock() {
    const [day, points, resumed, every] = this.table('clock').value;
    return { day, points, resumed, every };
  }
  // What was done since the start: scenarios built from nothing and changed, days computed.
  done() {
    const [, , , , builds, changes, days] = this.table('clock').value;
    return { builds, changes, days };
  }
  // Digests and totals; walks through the whole run.
  run() {
    const v = this.table('run').value;
    return {
      digest: hex(v[0], v[1]),
      low: v[0],
      high: v[1],
      scenarioDigest: hex(v[2], v[3]),
      modelDigest: hex(v[4], v[5]),
      lost: v[6],
      onBaseline: v[7] === 1,
      massError: v[8],
      day: v[9],
      months: v[10],
      firstMonth: v[11],
      points: v[12],
      resumed: v[13],
      firstDay: v[14],
      every: v[15],
    };
  }
  // View of a series in place: {value, stride}; valid until the next call that writes.
  series(kind, at) {
    const stride = this.x.ck_page_stride(kind);
    const start = this.x.ck_page_series(kind, at) / 8;
    return { value: new Float64Array(this.x.memory.buffer), start, stride };
  }
  // Shipments of all flows since the start: units, then USD.
  shipped() {
    return this.numbers(this.x.ck_page_shipped(), 2 * this.facts.flows).slice();
  }
  why(site) {
    const keys = ['cause', 'site', 'slot', 'flow', 'measure', 'day', 'cover', 'usd', 'price'],
      steps = this.x.ck_page_why(site);
    const v = this.numbers(this.x.ck_page_out(), steps * keys.length).slice();
    return Array.from({ length: steps }, (_, k) => ({
      ...Object.fromEntries(keys.map((key, n) => [key, v[keys.length * k + n]])),
      cause: CAUSE[v[keys.length * k]],
    }));
  }
  // Where the output that a site lost is missing, USD at base prices.
  losses(site) {
    const at = this.x.ck_page_losses(site),
      [output, sales, finalSales, discarded, stocked] = at ? this.numbers(at, 5) : [];
    return { output, sales, finalSales, discarded, stocked };
  }
  uncertain(count) {
    return Float64Array.from({ length: count }, (_, k) => this.x.ck_page_uncertain(k));
  }
  // Digest of an ensemble from the halves of its draws' digests, low first.
  fold(halves) {
    this.numbers(this.x.ck_page_out(), halves.length).set(halves);
    this.x.ck_page_fold(halves.length / 2);
    const v = this.numbers(this.x.ck_page_out(), 2);
    return hex(v[0], v[1]);
  }
}
