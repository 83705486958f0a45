// The page's engine under node: digests are those of the command, from the start, resumed after a change, and as a file.
import { Engine, KIND } from '../../web/page/engine.js';
import { Unpacker } from '../../web/page/unpack.js';
import { firstChange } from '../../web/page/change.js';
import { toYaml } from '../../web/page/yaml.js';
import { DIALS } from '../../web/page/dials.js';
import { dayOf } from '../../web/page/days.js';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { execFileSync, spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { finish, skip, test } from '../house.mjs';

const program = process.env.CK_PROGRAM, folder = `${process.env.CK_SCRATCH}/page`;

const written = spawnSync(program, ['report', 'scenarios/truce-2025.yaml', 'scenarios/gallium-germanium-2023.yaml', '--folder', folder], { encoding: 'utf8' });
if (written.stderr.includes('without the page')) skip('the program was built without the page');
assert.equal(written.status, 0, written.stderr);

const module = new Unpacker(readFileSync(`${folder}/unpack.wasm`)).open(readFileSync(`${folder}/page.module`)), engine = await Engine.load(module);
const { scenarios } = JSON.parse(gunzipSync(readFileSync(`${folder}/data/scenarios.json.gz`)));
engine.open(gunzipSync(readFileSync(`${folder}/data/rare-earths.model.gz`)));
const shipped = (name) => structuredClone(scenarios.find((one) => one.name === name).spec);

function native(file, draws = 0) {
  const out = JSON.parse(execFileSync(program, ['run', file, '--draws', String(draws), '--alone', '--no-remedies', '--json'],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }));
  return out;
}
const first = (out) => out.variants?.[0] ?? out;
function answer(spec, options) {
  engine.ask(spec, options);
  engine.advance(spec.days);
  return engine.run();
}
/* As the worker does: when the answer is out, once more for the snapshots. Returns the days that this took. */
function leaveSnapshots(spec, run) {
  const before = engine.done().days;
  if (!engine.again()) return 0;
  engine.advance(spec.days);
  assert.equal(engine.run().digest, run.digest);
  assert.equal(engine.again(), false);
  return engine.done().days - before;
}

test('the folder has everything a static host needs', () => {
  for (const name of ['index.html', 'page.js', 'unpack.wasm', 'page.script', 'worker.script', 'page.module', 'style.css', 'data/scenarios.json.gz']) assert.ok(existsSync(`${folder}/${name}`), name);
});
const truce = shipped('truce-2025');
const native_truce_whole = native('scenarios/truce-2025.yaml', 3), native_truce = first(native_truce_whole);
test('a scenario has the digest of the command', () => {
  const mine = answer(truce);
  assert.equal(mine.digest, native_truce.run_digest);
});
test('an ensemble has the digest of the command', () => {
  const halves = [];
  for (let draw = 0; draw < 3; draw++) {
    if (draw === 0) engine.ask(truce, { draw });
    else engine.draw(draw);
    engine.advance(truce.days);
    const run = engine.run();
    halves.push(run.low, run.high);
  }
  assert.equal(engine.fold(halves), native_truce.ensemble_digest);
});

const term = (spec, id, name, value) => (spec.measures.find((measure) => measure.id === id).terms[name] = value);
const edits = {
  'a term': (spec) => term(spec, 'cn-2025-18', 'approval_civil', 0.7),
  'a later date': (spec) => (spec.measures.find((measure) => measure.id === 'cn-2025-18').from += 30),
  'an earlier date': (spec) => (spec.measures.find((measure) => measure.id === 'cn-2025-18').from -= 0) + (spec.measures.at(-1).from -= 20),
  'a suspension': (spec) => (spec.measures.find((measure) => measure.id === 'cn-2025-18').suspended = [{ from: dayOf('2026-03-01'), until: dayOf('2026-06-01'), citation: '' }]),
  'an end': (spec) => (spec.measures.find((measure) => measure.id === 'cn-2025-18').until = dayOf('2027-01-01')),
  'a measure less': (spec) => spec.measures.splice(spec.measures.findIndex((measure) => measure.id === 'cn-practice-london'), 1) &&
    (spec.uncertain = spec.uncertain.filter((one) => !one.target.includes('cn-practice-london'))),
  'a measure more': (spec) => spec.measures.push({ id: 'page-duty', title: 'Duty', citation: 'hypothetical', authority: 'USA', certainty: 'hypothetical',
    effect: 'duty', items: ['group:magnet'], origins: ['CHN'], destinations: ['USA'], announced: dayOf('2026-05-01'), from: dayOf('2026-06-01'), until: null,
    terms: { rate: 0.25 } }),
  'a parameter': (spec) => (spec.parameters.stock_multiplier = 1.5),
  'the same again': () => {},
};
let before = truce;
for (const [what, edit] of Object.entries(edits)) {
  test(`resumed after a change (${what}), the digest is that of a whole run`, () => {
    leaveSnapshots(before, answer(before));
    const spec = structuredClone(before);
    edit(spec);
    const from = firstChange(before, spec);
    const resumed = answer(spec, { from: Math.min(from, spec.days) });
    const again = answer(spec);
    assert.equal(resumed.digest, again.digest, `from day ${from}, snapshot ${resumed.resumed}`);
    if (what === 'a term') before = spec;
  });
}
/* The same question to an engine that can take nothing over from the one before. */
const other = await Engine.load(module);
other.open(gunzipSync(readFileSync(`${folder}/data/rare-earths.model.gz`)));
function anew(spec) {
  other.ask({ ...spec, measures: [], uncertain: [] }, { aside: true });
  const { builds } = other.done();
  other.ask(spec);
  assert.ok(other.done().builds > builds);
  other.advance(spec.days);
  return other.run();
}
let state = 20250404;
const pick = (below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below; // Press et al. (1992), section 7.1
const one = (list) => list[pick(list.length)];
const sorted = (measure) => measure.from < (measure.until ?? Infinity) && measure;
const chances = [
  (spec) => one(DIALS).set(spec, pick(2) ? 0.4 : 0.9),
  (spec) => (one(spec.measures).terms[one(['coverage', 'leakage'])] = pick(100) / 100),
  (spec) => (one(spec.measures).terms[one(['approval_civil', 'rate', 'dial', 'exempt_share'])] = pick(100) / 100),
  (spec) => (one(spec.measures).terms.review_days = 10 + pick(100)),
  (spec) => (one(spec.measures).from += pick(80) - 40),
  (spec) => (one(spec.measures).announced += pick(80) - 40),
  (spec) => (one(spec.measures).until = spec.start + 100 + pick(300)),
  (spec) => {
    const measure = one(spec.measures);
    measure.suspended = [{ from: measure.from + 10, until: measure.from + 10 + pick(60), citation: '' }];
  },
  (spec) => (spec.uncertain = spec.uncertain.filter(() => pick(8) > 0)),
];
test('after fifty changes in a row the digest is still that of a run from nothing, and most scenarios were changed, not built', () => {
  let spec = { ...structuredClone(truce), days: 300 };
  answer(spec);
  const before = engine.done();
  let resumed = 0, wrong = 0;
  for (let k = 0; k < 50; k++) {
    const next = structuredClone(spec);
    for (let n = 1 + pick(2); n > 0; n--) one(chances)(next);
    if (!next.measures.every(sorted)) continue;
    const from = firstChange(spec, next);
    let mine;
    try {
      mine = answer(next, { from: Math.min(from, next.days) });
    } catch {
      answer(spec); // dates that no measure can have
      wrong++;
      continue;
    }
    resumed += mine.resumed > 0;
    if (pick(2)) leaveSnapshots(next, mine);
    assert.equal(mine.digest, anew(next).digest, `change ${k}, from day ${from}, snapshot ${mine.resumed}`);
    spec = next;
  }
  const { builds, changes } = engine.done();
  assert.ok(resumed > 10, `${resumed} resumed`);
  assert.ok(wrong < 20 && changes - before.changes > builds - before.builds, `${changes - before.changes} changed, ${builds - before.builds} built`);
});
/* How long an answer takes is a matter of the machine; what it is made of is not. */
test('a dragged dial builds one scenario, a dragged date computes the days behind it alone', () => {
  let spec = structuredClone(truce);
  leaveSnapshots(spec, answer(spec));
  const drag = (edit, values) => {
    const before = engine.done();
    for (const value of values) {
      const next = structuredClone(spec);
      edit(next, value);
      answer(next, { from: Math.min(firstChange(spec, next), next.days) });
      spec = next;
    }
    const after = engine.done();
    leaveSnapshots(spec, engine.run()); // the hand rests
    return { builds: after.builds - before.builds, days: after.days - before.days };
  };
  const dial = (name) => (to, value) => DIALS.find((one) => one.name === name).set(to, value);
  assert.deepEqual(drag(dial('approval'), [0.5, 0.6, 0.7]), { builds: 1, days: 3 * truce.days }); // its ranges go with the first
  const grid = Math.ceil(truce.days / 8);
  const tariff = drag(dial('tariff'), [0.1, 0.2, 0.3]), inForce = 34; // the first duty
  assert.ok(tariff.builds <= 1 && tariff.days <= 3 * truce.days - 2 * inForce, JSON.stringify(tariff));
  const [last] = spec.measures.filter((one) => one.id === 'cn-2026-1'), day = last.from - spec.start;
  const dates = drag((to, value) => (to.measures.find((one) => one.id === last.id).until = last.from + value), [300, 310, 320, 330]);
  assert.ok(dates.builds === 0 && dates.days <= 4 * (truce.days - day - 300) + grid, JSON.stringify(dates));
});
test('snapshots are left behind the answer, and again only where a change has taken them away', () => {
  const spec = structuredClone(truce), grid = Math.ceil(truce.days / 8);
  const whole = answer(spec);
  assert.equal(leaveSnapshots(spec, whole), truce.days);
  const day = 4 * grid + 10;
  const again = answer(spec, { from: day });
  assert.equal(again.resumed, 4 * grid); // the last one before that day
  assert.equal(leaveSnapshots(spec, again), truce.days - day); // from the one that the answer has left
  engine.ask(spec, { from: day });
  engine.advance(day + 20); // another question comes before this one is answered
  engine.ask(spec, { from: day });
  engine.advance(truce.days);
  engine.again();
  engine.advance(day + grid); // and one before all snapshots are left
  const last = answer(spec, { from: day + grid });
  assert.ok(last.resumed >= day && last.resumed <= day + grid, `${last.resumed}`);
  assert.equal(last.digest, whole.digest);
});
test('a changed scenario as a file has the digest of the page when the command runs it', () => {
  const spec = structuredClone(truce);
  for (const what of ['a term', 'a suspension', 'a measure more', 'a parameter']) edits[what](spec);
  const mine = answer(spec);
  const file = `${process.env.CK_SCRATCH}/from-page.yaml`;
  writeFileSync(file, toYaml(spec, `${process.cwd()}/worlds/rare-earths`, engine.facts));
  assert.equal(first(native(file)).run_digest, mine.digest);
});
const year = { ...truce, days: 365 };
test('a dial of an uncertain number moves the central answer and every future, and the file says the same', () => {
  for (const [name, value] of [['approval', 0.99], ['substitution', 3], ['throttle', 0.2]]) {
    const dial = DIALS.find((one) => one.name === name), spec = structuredClone(year);
    dial.set(spec, value);
    assert.equal(dial.get(spec), value);
    for (const draw of [-1, 0, 1]) assert.notEqual(answer(spec, { draw }).digest, answer(year, { draw }).digest, `${name}, draw ${draw}`);
    if (name !== 'approval') continue;
    const file = `${process.env.CK_SCRATCH}/dial.yaml`;
    writeFileSync(file, toYaml(spec, `${process.cwd()}/worlds/rare-earths`, engine.facts));
    assert.equal(first(native(file)).run_digest, answer(spec).digest);
  }
});
test('a dial that was not moved shows what the central run uses', () => {
  const spec = structuredClone(year), dial = DIALS.find((one) => one.name === 'substitution');
  spec.uncertain.find((one) => one.target === 'parameters.substitution_multiplier').b = 1.4;
  engine.ask(spec);
  assert.equal(dial.get(spec), engine.uncertain(spec.uncertain.length)[spec.uncertain.findIndex((one) => one.target.endsWith('substitution_multiplier'))]);
});
test('choices and measures in force since ever are in the file too: the same run and the same futures', () => {
  const spec = structuredClone(year), ever = -2147483648;
  spec.measures[0].from = spec.measures[0].announced = ever;
  spec.uncertain = spec.uncertain.filter((one) => !['parameters.reroute', 'parameters.switch_days'].includes(one.target));
  spec.uncertain.push({ target: 'parameters.reroute', kind: 6, a: 0.9, b: 0.1, c: null, low: 0, high: 1 },
    { target: 'parameters.switch_days', kind: 6, a: 90, b: 30, c: 60, low: 1, high: 1000 });
  const file = `${process.env.CK_SCRATCH}/ever.yaml`;
  writeFileSync(file, toYaml(spec, `${process.cwd()}/worlds/rare-earths`, engine.facts));
  const halves = [];
  for (let draw = 0; draw < 3; draw++) {
    const run = answer(spec, { draw });
    halves.push(run.low, run.high);
  }
  const futures = engine.fold(halves), theirs = first(native(file, 3));
  assert.equal(theirs.run_digest, answer(spec).digest);
  assert.equal(theirs.ensemble_digest, futures);
});
test('what loses without slowing has the causes and sums of the command', () => {
  answer(truce);
  const { facts } = engine, { value, width, rows } = facts.tables.site, slots = facts.tables.slot;
  let dearer = 0;
  for (const row of native_truce_whole.lost_without_slowing) {
    const site = Array.from({ length: rows }, (_, s) => s).find((s) =>
      facts.itemId[value[s * width + 2]] === row.industry && facts.regionId[value[s * width + 1]] === row.region && value[s * width] === KIND.industry);
    const losses = engine.losses(site), steps = engine.why(site);
    assert.equal(losses.finalSales, row.lost_final_sales_usd);
    assert.ok(Math.abs(losses.output - (losses.sales + losses.finalSales - losses.discarded - losses.stocked)) <= 1e-9 * losses.output);
    assert.ok(steps.length > 0 && steps[0].site === site);
    for (const step of steps.filter((one) => one.cause === 'dearer')) {
      dearer++;
      assert.ok(step.usd > 0 && step.price > 1 && slots.value[step.slot * slots.width] === step.site);
    }
  }
  assert.ok(dearer > 0);
});
test('what is wrong is said in words', () => {
  const spec = structuredClone(truce);
  spec.measures[0].items = ['no-such-item'];
  assert.throws(() => answer(spec), /unknown item/);
  spec.measures[0].items = [];
  spec.measures[0].reach = ['ndfeb; CHN'];
  assert.throws(() => answer(spec), /parts/);
  assert.equal(answer(truce).digest, native_truce.run_digest);
});
finish();
