// The page as one file, opened from disk in Chromium: digests of the command, every control, three widths, axe.
// The driver and axe come from npm in the versions of tests/page/browser/package-lock.json.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import assert from 'node:assert/strict';
import { finish, skip, test } from '../house.mjs';
import { browserTools } from './browser.mjs';

const program = process.env.CK_PROGRAM, scratch = resolve(process.env.CK_SCRATCH), scenario = `${scratch}/short.yaml`;
const { require, chromium, missing } = browserTools(scratch);
if (missing) skip(missing);
// One year, so that an answer comes soon, and licences so scarce that something slows in it.
writeFileSync(scenario, `name: short
title: "A year of licences"
world: ${process.cwd()}/worlds/rare-earths
start: 2025-01-01
until: 2026-01-01
draws: 8
seed: 1
include: [${process.cwd()}/scenarios/measures/china.yaml]
use: [cn-2023-23, cn-2025-18]
change:
  cn-2025-18: {terms: {approval_civil: 0.05}}
uncertain:
  measures.cn-2025-18.approval_civil: {triangular: [0.01, 0.05, 0.2]}
`);
const file = `${scratch}/page.html`;
// Runs of the engine for the game's emulator are those of the test of the views, where it came first.
const store = resolve(scratch, '../page.views/store');
mkdirSync(store, { recursive: true });
const written = spawnSync(program, ['report', scenario, '--interactive', file, '--game', 'scenarios/play/october-2025.yaml', '--store', store], { encoding: 'utf8' });
if (written.stderr.includes('without the page')) skip('the program was built without the page');
assert.equal(written.status, 0, written.stderr);
const digestOf = (path) => {
  const out = JSON.parse(execFileSync(program, ['run', path, '--draws', '0', '--alone', '--no-remedies', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }));
  return (out.variants?.[0] ?? out).run_digest;
};


const browser = await require('playwright-core').chromium.launch({ executablePath: chromium });
const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, locale: 'en-GB', acceptDownloads: true });
const page = await context.newPage(), wrong = [], outside = [];
page.setDefaultTimeout(20000);
page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
page.on('pageerror', (error) => wrong.push(String(error)));
page.on('request', (request) => !/^(file|blob|data):/.test(request.url()) && outside.push(request.url()));

// The policy of the page forbids eval, and with it Playwright's own waiting for a function.
async function until(what, condition, argument, seconds = 30) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(20)) {
    const value = await page.evaluate(condition, argument);
    if (value) return value;
  }
  throw new Error(`waited ${seconds} s for: ${what}`);
}
const answered = () => until('an answer', () => document.getElementById('page').getAttribute('aria-busy') === 'false' && document.body.dataset.digest);
const milliseconds = async () => Number(await page.evaluate(() => document.body.dataset.ms));
async function changed(action) {
  const before = await answered();
  await action();
  const after = await answered();
  assert.notEqual(after, before);
  return after;
}
async function saved(selector) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(selector).click()]);
  const path = `${scratch}/${download.suggestedFilename()}`;
  await download.saveAs(path);
  return path;
}
const undo = async (expected) => {
  await page.locator('#undo').click();
  assert.equal(await answered(), expected);
};

const began = Date.now();
await page.goto(`file://${file}`);
const first = await answered();
console.log(`first answer after ${Date.now() - began} ms`);

await test('the digest is that of the command', () => assert.equal(first, digestOf(scenario)));
await test('a dial moved with the keyboard gives another answer, keeps the focus, and undo and redo travel', async () => {
  const moved = await changed(() => page.locator('[data-dial=approval]').press('ArrowLeft'));
  assert.equal(await page.evaluate(() => document.activeElement.dataset.dial), 'approval');
  const part = Number(await page.evaluate(() => document.body.dataset.part));
  assert.ok(part > 0 && part < (await milliseconds()), 'the first days are shown before the last ones are computed');
  assert.equal(await page.locator('#losses .waiting').count(), 0);
  console.log(`a term of a licence: answered in ${await milliseconds()} ms`);
  await page.keyboard.press('Control+z');
  assert.equal(await answered(), first);
  await page.locator('#redo').click();
  assert.equal(await answered(), moved);
  await undo(first);
});
const latest = () => page.locator('[data-date$=".from"]').last();
await test('a date that is edited gives another answer', async () => {
  await changed(() => latest().fill('2025-06-15'));
  console.log(`a late date: answered in ${await milliseconds()} ms`);
  assert.equal(await latest().inputValue(), '2025-06-15');
  await undo(first);
});
await test('a bar of the timeline that is dragged moves the date', async () => {
  const bar = page.locator('.bar-line').last(), before = await latest().inputValue();
  await bar.scrollIntoViewIfNeeded();
  const box = await bar.boundingBox();
  await changed(async () => {
    await page.mouse.move(box.x + box.width / 2, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 20, box.y + 5, { steps: 4 });
    await page.mouse.up();
  });
  assert.ok((await latest().inputValue()) > before);
  await undo(first);
});
await test('a measure that is added counts, and the file of the page has its digest in the command', async () => {
  await page.locator('select[name=effect]').selectOption('ban');
  await page.locator('select[name=group]').selectOption('magnet');
  await page.locator('input[name=day]').fill('2025-05-01');
  const added = await changed(() => page.locator('#add').click());
  assert.equal(digestOf(await saved('#yaml')), added);
});
await test('a measure that is removed is gone', async () => {
  await page.locator('[data-remove]').last().click();
  assert.equal(await answered(), first);
  assert.equal(await page.locator('[data-remove]').count(), 2);
});
await test('a shared link opens the changed scenario', async () => {
  const moved = await changed(() => page.locator('[data-dial=review]').press('ArrowRight'));
  await page.locator('#share').click();
  await until('a link', () => location.hash.length > 8);
  const other = await context.newPage();
  await other.goto(page.url());
  let digest = null;
  for (let k = 0; k < 1000 && !digest; k++) {
    await sleep(20);
    digest = await other.evaluate(() => document.body.dataset.digest);
  }
  await other.close();
  assert.equal(digest, moved);
  await until('the digest in the address', async () => {
    const bytes = Uint8Array.from(atob(location.hash.slice(1).replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
    return JSON.parse(text).digest === document.body.dataset.digest;
  });
  await undo(first);
});
await test('while a dial is dragged the answer follows, and the drag is one step of undo', async () => {
  const dial = page.locator('[data-dial=stock]'), box = await dial.boundingBox(), seen = new Set();
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  await page.mouse.down();
  // As long as it takes on a machine that has other work: without answers on the way there are never three.
  for (let k = 0; k < 1000 && seen.size < 3; k++) {
    await page.mouse.move(box.x + box.width / 4 + 3 * (k % 60), box.y + box.height / 2);
    await sleep(25);
    seen.add(await page.evaluate(() => document.querySelector('.words .first').textContent));
  }
  assert.equal(seen.size, 3, 'answers while the hand moves');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.up();
  assert.notEqual(await answered(), first);
  await undo(first);
});
await test('of many changes in a row the last one is answered, and each is a step of undo', async () => {
  const dial = page.locator('[data-dial=review]');
  await dial.focus();
  for (let k = 0; k < 6; k++) await page.keyboard.press('ArrowRight');
  const last = await answered();
  assert.equal(digestOf(await saved('#yaml')), last);
  for (let k = 0; k < 6; k++) await page.keyboard.press('Control+z');
  assert.equal(await answered(), first);
  for (let k = 0; k < 6; k++) await page.keyboard.press('Control+y');
  assert.equal(await answered(), last);
  for (let k = 0; k < 6; k++) await page.keyboard.press('Control+z');
  assert.equal(await answered(), first);
});
await test('a bar whose drag is broken off stands where it stood', async () => {
  const bar = page.locator('.bar-line').last(), before = await latest().inputValue(), box = await bar.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 5);
  await page.mouse.down();
  await changed(() => page.mouse.move(box.x + box.width / 2 + 30, box.y + 5, { steps: 3 }));
  await bar.dispatchEvent('pointercancel');
  await page.mouse.up();
  assert.equal(await answered(), first);
  assert.equal(await latest().inputValue(), before);
});
await test('an answer that is pinned stays beside the next one', async () => {
  await page.locator('#pin').click();
  assert.equal(await page.locator('#losses .pin0').count(), 2);
  await page.locator('.pins button').click();
  assert.equal(await page.locator('#losses .pin0').count(), 0);
});
await test('why: the chain to the measure opens, takes the focus and gives it back', async () => {
  await page.locator('[data-why]').first().click();
  await until('the panel', () => document.activeElement.id === 'why');
  assert.ok((await page.locator('#why li').count()) > 0);
  assert.match(await page.locator('#why li').first().innerText(), /usual stock \d{1,3} days/);
  await page.locator('#why .close').click();
  assert.ok(await page.evaluate(() => document.activeElement.dataset.why));
});
await test('why opens from a bar, by the keyboard, and from the map, by a press', async () => {
  const bar = page.locator('#industries [data-why]').first();
  await bar.focus();
  await page.keyboard.press('Enter');
  await until('the panel', () => document.activeElement.id === 'why');
  await page.locator('#why .close').click();
  assert.ok(await page.evaluate(() => document.activeElement.closest('#industries')));
  await page.locator('#map circle[data-why]').last().click();
  await until('the panel', () => document.activeElement.id === 'why');
  await page.locator('#why .close').click();
});
await test('four answers are pinned, no fifth', async () => {
  for (let k = 0; k < 4; k++) await page.locator('#pin').click();
  assert.equal(await page.locator('#losses path[class^="line pin"]').count(), 4);
  assert.ok(await page.locator('#pin').isDisabled());
  for (let k = 0; k < 4; k++) await page.locator('.pins button').first().click();
  assert.equal(await page.locator('.pins').count(), 0);
});
await test('tables and pictures are saved whole', async () => {
  const rows = readFileSync(await saved('#csv'), 'utf8').split('\n');
  assert.equal(rows[0], 'kind,id,name,lost_value_added_usd,p05,p95');
  assert.ok(rows.length > 20);
  assert.match(readFileSync(await saved('#map .save button:first-child'), 'utf8'), /^<svg .*<\/svg>$/s);
  assert.deepEqual([...readFileSync(await saved('#map .save button:last-child')).subarray(1, 4)], [...Buffer.from('PNG')]);
});
await test('the language changes and comes back', async () => {
  await page.locator('#language').click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh');
  assert.match(await page.locator('#dials').textContent(), /调节/);
  await page.locator('#language').click();
  assert.match(await page.locator('#dials').textContent(), /Dials/);
});
await test('a bar of the timeline moves with the arrow keys', async () => {
  const bar = page.locator('[data-bar]').last(), before = await latest().inputValue();
  await bar.focus();
  await changed(() => page.keyboard.press('Shift+ArrowRight'));
  assert.equal(Date.parse(await latest().inputValue()) - Date.parse(before), 7 * 86400000);
  assert.ok(await page.evaluate(() => document.activeElement.dataset.bar));
  await undo(first);
});
await test('a measure rests for a while, and the file of the page has that digest in the command', async () => {
  await page.locator('details:has([data-suspend=cn-2025-18]) summary').click();
  await changed(() => page.locator('[data-suspend=cn-2025-18]').click());
  const rested = await changed(() => page.locator('[data-date="cn-2025-18.0.from"]').fill('2025-05-01'));
  assert.equal(digestOf(await saved('#yaml')), rested);
  await page.locator('#undo').click();
  await undo(first);
});
await test('whose view: a country and an industry choose what the chart and the table show', async () => {
  const path = () => page.locator('#losses .line').first().getAttribute('d');
  const world = await path(), rows = await page.locator('tbody tr').count();
  const item = await page.locator('tbody td').nth(1).textContent();
  await page.locator('select[name=industry]').selectOption({ label: item });
  assert.notEqual(await path(), world);
  assert.ok((await page.locator('tbody tr').count()) <= rows);
  await page.locator('select[name=region]').selectOption({ label: 'Japan' });
  await page.locator('select[name=industry]').selectOption('-1');
  assert.notEqual(await path(), world);
  await page.locator('select[name=region]').selectOption('-1');
  assert.equal(await path(), world);
});
await test('the Sankey follows a country up and down, by value and by mass', async () => {
  const node = page.locator('#flows [data-node]').nth(2);
  await node.click();
  assert.ok((await page.locator('#flows .dim').count()) > 0);
  assert.equal(await page.locator('#flows [data-node][aria-pressed=true]').count(), 1);
  await page.locator('#flows [data-node][aria-pressed=true]').press('Enter');
  assert.equal(await page.locator('#flows .dim').count(), 0);
  const ribbon = () => page.locator('#flows .ribbon').first().getAttribute('d');
  const value = await ribbon();
  await page.locator('#mass').click();
  assert.notEqual(await ribbon(), value);
  await page.locator('#value').click();
  assert.equal(await ribbon(), value);
});
await test('colours are those of the system, light or dark, and stay chosen', async () => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.locator('select[name=theme]').selectOption('dark');
  assert.notEqual(await paper(), light);
  await page.locator('select[name=theme]').selectOption('system');
  assert.equal(await paper(), light);
});
await until('futures', () => document.getElementById('tornado'), null, 60);
await test('the tornado has a sign', async () => {
  assert.match(await page.locator('#tornado .value').first().textContent(), /^[+-]\d/);
  assert.equal(await page.locator('#tornado .grid').count(), 1);
});

/* ---- law ---- */

const determined = (path) => JSON.parse(execFileSync(program, ['check', path, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] }));
const lawDigest = () => page.evaluate(() => document.body.dataset.lawDigest);
async function lawChanged(action) {
  const before = await lawDigest();
  await action();
  return until('another determination', (old) => document.body.dataset.lawDigest !== old && document.body.dataset.lawDigest, before);
}
await test('law: an example has the determination of the command, and is saved as it prints it', async () => {
  await page.locator('[data-view=law]').click();
  await until('a determination', () => document.body.dataset.lawDigest);
  const motor = determined('examples/deals/motor.yaml');
  if ((await lawDigest()) !== motor.digest) await lawChanged(() => page.locator('select[name=example]').selectOption('motor.yaml'));
  assert.equal(await lawDigest(), motor.digest);
  assert.deepEqual(JSON.parse(readFileSync(await saved('#law-json'), 'utf8')), motor);
  assert.match(readFileSync(await saved('#law-csv'), 'utf8').split('\n')[0], /^deal,item,regime,outcome/);
});
await test('law: a field of the form, a day and a reading change the answer; the saved deal has it in the command', async () => {
  await lawChanged(() => page.locator('.form .field', { hasText: 'Where' }).first().locator('input').or(page.getByLabel('Route')).first().fill('JPN, CHN').then(() => page.keyboard.press('Tab')));
  await lawChanged(() => page.locator('input[name=law-on]').fill('2027-02-01'));
  const digest = await lawDigest();
  assert.equal(determined(await saved('#law-save')).digest, digest);
  if (await page.locator('[data-reading]').count()) await lawChanged(() => page.locator('[data-reading]').first().click());
});
await test('law: a fact is added in the form', async () => {
  const fact = page.locator('select[name=fact-deal]');
  const [name, question] = await fact.locator('option').nth(1).evaluate((option) => [option.value, option.textContent]);
  await fact.selectOption(name);
  await until('a field for it', (text) => [...document.querySelectorAll('.form label')].some((label) => label.textContent === text), question);
});
await test('law: text and trace; what is wrong has its line', async () => {
  await page.locator('[data-mode=text]').click();
  await page.locator('#law-text').fill('on: 2026-10-08\nexport_from: CHN\ndestinatoin: DEU\nitem: {id: a, form: magnet}\n');
  await page.keyboard.press('Tab');
  await until('a message', () => document.querySelector('#law-answer [role=alert]'));
  assert.match(await page.locator('#law-answer [role=alert]').innerText(), /Line 3.*destinatoin.*did you mean "destination"/s);
  await page.locator('#law-text').fill('on: 2026-10-08\nexport_from: CHN\ndestination: DEU\nitem: {id: a, form: magnet}\n');
  await page.keyboard.press('Tab');
  await until('an answer', () => document.getElementById('law-trace'));
  await page.locator('#law-trace').click();
  await until('the trace', () => document.querySelectorAll('.trace li').length > 20);
});
await test('law: a bill of materials from a file, line by line', async () => {
  await page.locator('#law-file').setInputFiles('examples/deals/lines.csv');
  await until('three lines', () => document.querySelectorAll('[data-line]').length === 3);
  await lawChanged(() => page.locator('[data-line="1"]').click());
});

// A workbook as people make them: texts shared and inline, a day as a number with a date format, a number, a yes as a cell of
// type b, an empty row, and a second sheet.
await test('law: a workbook has the determinations that the command finds in it, sheet by sheet', async () => {
  const path = `${scratch}/lines.xlsx`;
  execFileSync('/usr/bin/python3', ['tests/page/make_workbook.py', path]);
  for (const sheet of ['lines', 'more']) {
    const theirs = execFileSync(program, ['check', path, '--sheet', sheet, '--json', '--on', '2026-10-08'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const digests = theirs.trim().split('\n').map((line) => JSON.parse(line).digest);
    if (sheet === 'lines') await page.locator('#law-file').setInputFiles(path);
    else await page.locator('select[name=sheet]').selectOption(sheet);
    if (sheet === 'lines') {
      await until('the sheet', () => /^deal,id[^]*two,b/.test(document.getElementById('law-text')?.value));
      await page.locator('input[name=law-on]').fill('2026-10-08');
    }
    await until('the determination of the command', (digest) => document.body.dataset.lawDigest === digest, digests[0]);
    for (let k = 1; k < digests.length; k++) {
      await page.locator(`[data-line="${k}"]`).click();
      await until('the determination of the command', (digest) => document.body.dataset.lawDigest === digest, digests[k]);
    }
  }
  writeFileSync(`${scratch}/broken.xlsx`, readFileSync(path).subarray(0, 2000));
  await page.locator('#law-file').setInputFiles(`${scratch}/broken.xlsx`);
  await until('a message', () => document.querySelector('#law-answer [role=alert]'));
});
// Opens the link that the button gives in another page of the browser.
async function linked(button, key) {
  await page.locator(button).click();
  await until('a link', () => /=.{8}/.test(location.hash));
  const other = await context.newPage();
  other.on('pageerror', (error) => wrong.push(String(error)));
  await other.goto(page.url());
  let found = null;
  for (let k = 0; k < 1500 && !found; k++) {
    await sleep(20);
    found = await other.evaluate((one) => document.body.dataset[one], key);
  }
  return { other, found };
}
await test('law: a link opens the deal with its day and its readings', async () => {
  await lawChanged(() => page.locator('select[name=example]').selectOption('motor.yaml'));
  await page.locator('[data-mode=text]').click();
  await lawChanged(() => page.locator('input[name=law-on]').fill('2026-03-02'));
  await lawChanged(() => page.locator('input[name=law-known]').fill('2026-02-01'));
  if (await page.locator('[data-reading]').count()) {
    await page.locator('details:has([data-reading])').first().evaluate((node) => (node.open = true));
    await lawChanged(() => page.locator('[data-reading]').first().click());
  }
  const mine = await lawDigest(), { other } = await linked('#law-share', 'lawDigest');
  for (let k = 0; k < 500 && (await other.evaluate(() => document.body.dataset.lawDigest)) !== mine; k++) await sleep(20);
  assert.equal(await other.evaluate(() => document.body.dataset.lawDigest), mine);
  assert.equal(await other.locator('#law-text').inputValue(), await page.locator('#law-text').inputValue());
  await other.close();
});

/* ---- game ---- */

await test('game: a turn is answered, taken back, and the saved moves give its digits in the command', async () => {
  await page.locator('[data-view=game]').click();
  await until('a menu', () => document.querySelector('.moves button'), null, 60);
  const state = () => page.evaluate(() => document.body.dataset.gameDigest);
  const start = await state();
  await page.locator('[data-move="up:us-duty"]').click();
  await until('an answer', (old) => document.body.dataset.gameDigest !== old, start);
  const once = await state();
  assert.equal(await page.locator('#game-last li').count() >= 2, true);
  await page.locator('#game-undo').click();
  await until('the start', (old) => document.body.dataset.gameDigest === old, start);
  await page.locator('[data-move="up:us-duty"]').click();
  await until('the same', (old) => document.body.dataset.gameDigest === old, once);
  await page.locator('[data-move]').nth(2).click();
  await until('another', (old) => document.body.dataset.gameDigest !== old, once);
  const moves = readFileSync(await saved('#game-save'), 'utf8');
  const said = spawnSync(program, ['play', 'scenarios/play/october-2025.yaml', '--as', 'us', '--store', store], { encoding: 'utf8', input: moves }).stdout;
  assert.equal(said.match(/digest (\w{16})/)[1], await state());
  assert.equal(await page.locator('#game-solved tbody tr').count(), 2);
});
await test('game: a link opens the game at the same turn', async () => {
  const mine = await page.evaluate(() => document.body.dataset.gameDigest), { other } = await linked('#game-share', 'gameDigest');
  for (let k = 0; k < 1000 && (await other.evaluate(() => document.body.dataset.gameDigest)) !== mine; k++) await sleep(20);
  assert.equal(await other.evaluate(() => document.body.dataset.gameDigest), mine);
  assert.equal(await other.locator('#game-solved tbody tr').count(), 2);
  await other.close();
});
await test('a link that is damaged is said to be', async () => {
  const other = await context.newPage();
  await other.goto(`file://${file}#nonsense`);
  for (let k = 0; k < 500 && !(await other.evaluate(() => document.body.dataset.digest)); k++) await sleep(20);
  assert.match(await other.locator('#status').innerText(), /damaged/);
  await other.close();
});
await test('game: the other chair', async () => {
  const before = await page.evaluate(() => document.body.dataset.gameDigest);
  await page.locator('select[name=side]').selectOption('1');
  await until('a new game', (old) => document.body.dataset.gameDigest !== old, before);
  assert.ok((await page.locator('[data-move^="up:cn"]').count()) > 0);
});

/* ---- how it looks ---- */

await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
for (const view of ['game', 'law', 'scenario']) {
  await page.locator(`[data-view=${view}]`).click();
  for (const [width, scheme, language] of [[1400, 'light', 'en'], [900, 'dark', 'zh'], [400, 'light', 'en']]) {
    await test(`${view} at ${width} pixels, ${scheme}, ${language}: nothing overflows, no stray word, no finding of axe`, async () => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      if ((await page.evaluate(() => document.documentElement.lang)) !== language) await page.locator('#language').click();
      await sleep(100);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      const cut = await page.evaluate(() => [...document.querySelectorAll('select, button, input, figure')].filter((node) => node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.outerHTML.slice(0, 80)));
      assert.deepEqual(cut, []);
      assert.doesNotMatch(await page.locator('body').innerText(), /\b(null|undefined|NaN)\b|\[object/);
      const findings = await page.evaluate(async () => (await globalThis.axe.run()).violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary}`));
      assert.deepEqual(findings, []);
    });
  }
}
await test('nothing was asked from outside and the console stayed empty', () => {
  assert.deepEqual(outside, []);
  assert.deepEqual(wrong, []);
});
await browser.close();
finish();
