// The page's law and game under node: determinations are those of `chokepoint check --json` to the last digit, games those of
// `chokepoint play`; hostile texts give messages and nothing else; scripts and modules stay within their budget.
import { Views } from '../../web/page/views_module.js';
import { Unpacker } from '../../web/page/unpack.js';
import { toText } from '../../web/page/law_form.js';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { finish, skip, test } from '../house.mjs';

const program = process.env.CK_PROGRAM, scratch = process.env.CK_SCRATCH, folder = `${scratch}/page`, GAME = 'scenarios/play/october-2025.yaml';
const run = (args, input) => spawnSync(program, args, { encoding: 'utf8', input, maxBuffer: 1 << 28 });

const written = run(['report', 'scenarios/truce-2025.yaml', '--folder', folder, '--game', GAME, '--store', `${scratch}/store`]);
if (written.stderr.includes('without the page')) skip('the program was built without the page');
assert.equal(written.status, 0, written.stderr);
const data = (name) => JSON.parse(gunzipSync(readFileSync(`${folder}/data/${name}.json.gz`)));
const file = (name) => readFileSync(`${folder}/${name}`), unpacker = () => new Unpacker(file('unpack.wasm'));
// The files of a line of packs.
function line(...names) {
  const one = unpacker();
  return names.map((name) => one.open(file(name)));
}
const [, module] = line('page.module', 'views.module'), views = await Views.load(module);
const words = views.law(data('law'));

/* ---- law ---- */

const lastDay = '2026-10-08';
function both(name, more = [], options = {}) {
  const mine = views.check({ name, text: readFileSync(name, 'utf8'), table: name.endsWith('.csv'), ...options });
  const theirs = run(['check', name, '--json', ...more]).stdout.trim();
  const list = theirs.startsWith('{\n') ? [theirs] : theirs.split('\n').filter(Boolean);
  assert.equal(JSON.stringify(mine.determinations), `[${list.map((one) => JSON.stringify(JSON.parse(one))).join()}]`, name);
  return mine.determinations;
}
test('the law has the digest that determinations of the command carry', () => {
  const [one] = both('examples/deals/magnet.yaml');
  assert.equal(one.law, words.digest);
});
test('a deal, a bill of materials and a customer with owners have the determination of the command, the trace too', () => {
  for (const name of ['magnet', 'motor', 'customer']) {
    const [one] = both(`examples/deals/${name}.yaml`, ['--explain'], { trace: true });
    assert.ok(one.trace.length > 20);
  }
});
test('a table of deals has the determinations of the command', () => {
  const on = 9777; // 2026-10-08
  assert.equal(both('examples/deals/lines.csv', ['--on', lastDay], { on }).length, 3);
});
test('every deal of the conformance cases has the determination of the command', () => {
  const cases = readdirSync('tests/law/cases').filter((name) => name.endsWith('.yaml'));
  assert.ok(cases.length > 80);
  for (const name of cases) both(`tests/law/cases/${name}`);
});
test('another day, another day of knowledge and another reading change the answer as in the command', () => {
  const reading = words.choices[0].readings.at(-1);
  both('examples/deals/motor.yaml', ['--on', '2027-02-01', '--known', '2025-12-01'], { on: 9893, known: 9466 });
  both('examples/deals/motor.yaml', ['--reading', `${words.choices[0].choice}=${reading.name}`], { readings: [reading.reading] });
});
test('what the form writes says what the form read', () => {
  for (const name of ['magnet', 'motor', 'customer']) {
    const text = readFileSync(`examples/deals/${name}.yaml`, 'utf8'), { tree } = views.tree({ name, text });
    const again = views.check({ name, text: toText(tree) });
    assert.deepEqual(again.determinations?.map((one) => one.digest), views.check({ name, text }).determinations.map((one) => one.digest), JSON.stringify(again.diagnostics));
  }
});
test('what is wrong with a deal is said with the words and the place of the command', () => {
  const bad = { typo: 'deal: x\non: 2026-10-08\ndestinatoin: DEU\nitem: {id: a}\n', share: 'item: {id: a, content: {Dy: 140 %}}\n', tab: 'item:\n\tid: a\n', open: 'item: {id: [a\n', twice: 'item: {id: a}\nitem: {id: b}\n',
    date: 'on: 2026-13-01\nitem: {id: a}\n', party: 'item: {id: a}\nparties: [{name: B, owners: [{party: C}]}]\n', anchor: 'item: &a {id: a}\n', mapping: 'a: b: c\n' };
  for (const [name, text] of Object.entries(bad)) {
    const path = `${scratch}/${name}.yaml`;
    writeFileSync(path, text);
    const mine = views.check({ name: path, text }), said = run(['check', path]);
    assert.equal(said.status, 2);
    assert.equal(mine.determinations, undefined);
    const first = mine.diagnostics[0];
    assert.ok(said.stderr.includes(`${first.line}:${first.column}: error: `), `${name}: ${JSON.stringify(first)} ${said.stderr}`);
    if (first.status !== 'syntax') assert.ok(said.stderr.includes(first.message), `${name}: ${first.message} ${said.stderr}`);
  }
});
test('numbers of a deal are read to the last digit', () => {
  for (const value of ['0.1', '1e-7', '123456789.123456789', '4.35', '9007199254740993', '0.30000000000000004', '72057594037927945', '1.00000000000000011102230246251565', '2.5e-12']) {
    const path = `${scratch}/number.yaml`;
    writeFileSync(path, `on: ${lastDay}\nexport_from: CHN\ndestination: DEU\nitem: {id: a, form: magnet, origin: CHN, value: ${value} USD, hs: 8505.11}\n`);
    both(path);
  }
});
// A repeatable stream of small numbers.
let state = 20251009;
const random = (n) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % n;
test('a thousand damaged texts give an answer or a message, and the module goes on', () => {
  const seeds = ['magnet.yaml', 'motor.yaml', 'customer.yaml', 'lines.csv'].map((name) => [name, readFileSync(`examples/deals/${name}`)]);
  for (let k = 0; k < 1000; k++) {
    const [name, bytes] = seeds[k % seeds.length], text = Buffer.from(bytes);
    for (let times = 1 + random(6); times > 0; times--) text[random(text.length)] = random(4) ? [...Buffer.from(':-{}[]"\'|>#&*!% \n\t,?')][random(21)] : random(256);
    const cut = random(3) ? text : text.subarray(0, random(text.length));
    const answer = views.check({ name, text: cut.toString('latin1'), table: name.endsWith('.csv'), on: 9777 });
    assert.ok(answer.determinations || answer.diagnostics.length > 0);
  }
  both('examples/deals/motor.yaml');
});
test('packs open to what was built, in the order of their line alone', () => {
  const built = ['main.js', 'worker.js', 'views.js', 'chokepoint-page.wasm', 'chokepoint-views.wasm'];
  const opened = [...line('page.script', 'worker.script', 'views.script'), ...line('page.module', 'views.module')];
  built.forEach((name, k) => assert.ok(readFileSync(`${process.env.CK_BUILD}/page/${name}`).equals(opened[k]), name));
  assert.throws(() => line('views.module'), /damaged pack/);
  assert.throws(() => line('worker.script', 'page.script'), /damaged pack/);
});
test('packs that were cut, changed or made up are refused', () => {
  const pack = file('worker.script'), { open } = Unpacker.prototype, one = unpacker();
  const fresh = new Uint8Array(one.x.memory.buffer).slice();
  // The module as it was before its first pack.
  const refused = (bytes) => {
    new Uint8Array(one.x.memory.buffer).set(fresh);
    assert.throws(() => open.call(one, bytes), /damaged pack/);
  };
  one.open = open;
  refused(Buffer.alloc(0));
  refused(Buffer.alloc(2 << 20));
  for (const size of [1, 8, 9, 100, pack.length >> 1]) refused(pack.subarray(0, size));
  for (let k = 0; k < 12; k++) {
    const bad = Buffer.from(pack);
    for (let times = 1 + random(4); times > 0; times--) bad[random(bad.length - 8)] ^= 1 + random(255);
    refused(bad);
    const made = Buffer.from(Array.from({ length: 9 + random(400) }, () => random(256)));
    made.writeUInt32LE(1 + random(9000), 0); // a text, or what calls itself a module
    made[3] |= k % 2 << 7;
    refused(made);
  }
});
test('asked again and again, the module takes no more memory', () => {
  const names = ['motor.yaml', 'customer.yaml', 'lines.csv'].map((name) => `examples/deals/${name}`), wrong = 'item: {id: [a\n';
  const ask = (times) => {
    for (let k = 0; k < times; k++) {
      for (const name of names) views.check({ name, text: readFileSync(name, 'utf8'), table: name.endsWith('.csv'), on: 9777, trace: true });
      views.tree({ name: 'a.yaml', text: readFileSync(names[0], 'utf8') });
      views.check({ name: 'a.yaml', text: wrong });
    }
    return views.x.memory.buffer.byteLength;
  };
  const before = ask(3);
  assert.equal(ask(40), before);
});
test('what a damaged text still says, it says to the page and to the command alike', () => {
  const marks = [...':-{}[]"\'|># \n,?&*!%\\\r'];
  for (let k = 0; k < 60; k++) {
    const name = ['magnet.yaml', 'motor.yaml', 'customer.yaml', 'lines.csv'][k % 4], text = [...readFileSync(`examples/deals/${name}`, 'latin1')];
    for (let times = 1 + random(3); times > 0; times--) text.splice(random(text.length), random(2), ...(random(3) ? [marks[random(marks.length)]] : []));
    const path = `${scratch}/damaged${name.slice(name.indexOf('.'))}`;
    writeFileSync(path, text.join(''), 'latin1');
    const said = run(['check', path, '--json', '--on', lastDay]), good = said.status < 2;
    const theirs = !good ? [] : said.stdout.startsWith('{\n') ? [said.stdout] : said.stdout.trim().split('\n');
    const mine = views.check({ name: path, text: text.join(''), table: name.endsWith('.csv'), on: 9777 }).determinations ?? [];
    assert.deepEqual(mine.map((one) => one.digest), theirs.map((one) => JSON.parse(one).digest), text.join(''));
  }
});

/* ---- game ---- */

const game = data('game'), opened = views.openGame(game);
views.solveGame();
function play(side, picks) {
  let now = views.startGame({ side, seed: opened.seed });
  const moves = [];
  for (const pick of picks) {
    const move = pick % now.menu.length;
    moves.push(now.menu[move].word);
    now = views.moveGame({ move });
  }
  return { now, moves };
}
for (const [side, id] of [[0, 'us'], [1, 'china']]) {
  test(`a game in the chair of ${id} has the digits of the command, its moves and those of the solved line`, () => {
    const { now, moves } = play(side, [3, 5, 1, 0, 7, 2, 4]);
    const said = run(['play', GAME, '--as', id, '--store', `${scratch}/store`], `${moves.join('\n')}\nquit\n`).stdout;
    assert.equal(said.match(/digest (\w{16})/)[1], now.digest);
    const line = said.match(/the solved strategy, same random numbers +([a-z ]+?) +you lose (-?[\d.]+)/);
    assert.equal(line[1].replaceAll(' ', '_'), now.solved_line.future);
    assert.equal(now.solved_line.cost[side].toFixed(1), line[2]);
  });
}
test('a turn that is taken back leaves no trace', () => {
  const { now } = play(0, [1, 2]);
  const after = views.moveGame({ move: 0 });
  assert.notEqual(after.digest, now.digest);
  assert.equal(views.undoGame().digest, now.digest);
  assert.equal(views.moveGame({ move: 0 }).digest, after.digest);
  assert.equal(views.moveGame({ move: 99 }), null);
});
test('odds are chances', () => {
  const { now } = play(1, [1]);
  assert.ok(Math.abs(now.odds.reduce((sum, one) => sum + one, 0) - 1) < 1e-9);
});
test('numbers that do not fit the game are refused', () => {
  assert.throws(() => views.openGame({ ...game, numbers: game.numbers.slice(1) }), /do not fit/);
  assert.throws(() => views.openGame({ ...game, text: 'title: x\n' }));
});

/* ---- names and size ---- */

test('a scenario whose name the page already has is an error, a variant is renamed and said', () => {
  const text = readFileSync('scenarios/truce-2025.yaml', 'utf8').replaceAll(/(world|include): *\[?(?=[.a-z])/g, (all) => all);
  writeFileSync('scenarios/.same-name.yaml', text.replace(/^draws: .*$/m, 'draws: 7'));
  try {
    const two = run(['report', 'scenarios/truce-2025.yaml', 'scenarios/.same-name.yaml', '--folder', `${scratch}/two`]);
    assert.equal(two.status, 2, two.stderr);
    assert.match(two.stderr, /two different scenarios called "truce-2025"/);
    const twice = run(['report', 'scenarios/truce-2025.yaml', 'scenarios/truce-2025.yaml', '--folder', `${scratch}/twice`]);
    assert.equal(twice.status, 0, twice.stderr);
    const both = run(['report', 'scenarios/april-2025.yaml', 'scenarios/october-2025.yaml', '--folder', `${scratch}/both`]);
    assert.match(both.stderr, /already has a scenario called "april-2025"; this one is called "october-2025: april-2025"/);
  } finally {
    spawnSync('rm', ['scenarios/.same-name.yaml']);
  }
});
test('script and modules of the first answer are within 82 KiB, with law and game within 150,000 bytes', () => {
  const packs = ['page.script', 'worker.script', 'page.module', 'views.script', 'views.module'];
  const size = (name) => (packs.includes(name) ? file(name) : gzipSync(file(name), { level: 9 })).length;
  const sizes = Object.fromEntries(['page.js', 'unpack.wasm', ...packs].map((name) => [name, size(name)]));
  const sum = Object.values(sizes).reduce((all, one) => all + one, 0), first = sum - sizes['views.script'] - sizes['views.module'];
  assert.ok(first <= 82 * 1024 && sum <= 150_000, JSON.stringify(sizes));
  console.log(`script and modules as they are fetched: ${JSON.stringify(sizes)}, ${first} bytes until the first answer, ${sum} in all`);
});
finish();
