// The page's engine under node: digests are those of the command, from the start, resumed after a change, and as a file.
import { Engine } from '../../web/page/engine.js';
import { joinModule } from '../../web/page/module.js';
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

const engine = await Engine.load(joinModule(gunzipSync(readFileSync(`${folder}/page.module.gz`))));
const { scenarios } = JSON.parse(gunzipSync(readFileSync(`${folder}/data/scenarios.json.gz`)));
engine.open(gunzipSync(readFileSync(`${folder}/data/rare-earths.model.gz`)));
const shipped = (name) => structuredClone(scenarios.find((one) => one.name === name).spec);

function native(file, draws = 0) {
  const out = JSON.parse(execFileSync(program, ['run', file, '--draws', String(draws), '--alone', '--no-remedies', '--json'],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }));
  return out.variants?.[0] ?? out;
}
function answer(spec, options) {
  engine.ask(spec, options);
  engine.advance(spec.days);
  return engine.run();
}

test('the folder has everything a static host needs', () => {
  for (const name of ['index.html', 'page.js', 'worker.js', 'style.css', 'data/scenarios.json.gz']) assert.ok(existsSync(`${folder}/${name}`), name);
});
const truce = shipped('truce-2025');
const native_truce = native('scenarios/truce-2025.yaml', 3);
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
    answer(before);
    const spec = structuredClone(before);
    edit(spec);
    const from = firstChange(before, spec);
    const resumed = answer(spec, { from: Math.min(from, spec.days) });
    const again = answer(spec);
    assert.equal(resumed.digest, again.digest, `from day ${from}, snapshot ${resumed.resumed}`);
    if (what === 'a term') before = spec;
  });
}
test('a changed scenario as a file has the digest of the page when the command runs it', () => {
  const spec = structuredClone(truce);
  for (const what of ['a term', 'a suspension', 'a measure more', 'a parameter']) edits[what](spec);
  const mine = answer(spec);
  const file = `${process.env.CK_SCRATCH}/from-page.yaml`;
  writeFileSync(file, toYaml(spec, `${process.cwd()}/worlds/rare-earths`, engine.facts));
  assert.equal(native(file).run_digest, mine.digest);
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
    assert.equal(native(file).run_digest, answer(spec).digest);
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
  const futures = engine.fold(halves), theirs = native(file, 3);
  assert.equal(theirs.run_digest, answer(spec).digest);
  assert.equal(theirs.ensemble_digest, futures);
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
