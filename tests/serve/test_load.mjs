// Two hundred clients at once for CK_LOAD_SECONDS (default 10; `make load`: 60): files, status, deals, broken texts, and runs that are
// heard to their end or left. Every answer is the one that is due, and the memory of the server does not grow after the first fifth.
// A run takes some 20 MB while it lasts, so that peaks are compared: a look now and then would see them or not, as it happens.
import { ask, finish, get, instrumented, lines, peak, post, resident, sleep, soon, start, stop, test } from './server.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';

const SECONDS = Number(process.env.CK_LOAD_SECONDS ?? 10), CLIENTS = 200, RUNNERS = 4;
const scenario = readFileSync('tests/serve/small.yaml', 'utf8'), deal = readFileSync('examples/deals/magnet.yaml');
const server = await start('tests/serve/small.yaml', '--queue', '8', '--patience', '120');
const page = (await get(server, '/')).status === 200;
const due = { deal: await post(server, '/check', deal), status: await get(server, '/status'), law: await get(server, '/law/cn/2010-japan.law') };
if (page) for (const path of ['/', '/page.js', '/page.module', '/style.css']) due[path] = await get(server, path);
const count = { answers: 0, bytes: 0, runs: 0, left: 0, refused: 0, deals: 0 }, wrong = [], waits = [];

function expect(what, good, answer) {
  count.answers++;
  count.bytes += answer.bytes.length;
  if (!good) wrong.push(`${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
}
async function file(agent, path) {
  const got = await ask(server, 'GET', path, { agent });
  expect(path, got.status === 200 && got.bytes.equals(due[path].bytes), got);
}
const kinds = [
  async (agent) => {
    const got = await ask(server, 'GET', '/status', { agent });
    expect('status', got.status === 200 && JSON.parse(got.text).program === 'chokepoint', got);
  },
  async (agent) => {
    const got = await ask(server, 'GET', '/law/cn/2010-japan.law', { agent });
    expect('law', got.status === 200 && got.bytes.equals(due.law.bytes), got);
  },
  async (agent) => {
    const got = await ask(server, 'GET', '/law/cn/2010-japan.law', { agent, headers: { 'If-None-Match': due.law.headers.etag } });
    expect('not modified', got.status === 304, got);
  },
  async (agent) => {
    const got = await ask(server, 'POST', '/check', { agent, body: deal, headers: { 'Content-Type': 'application/yaml' } });
    count.deals++;
    expect('deal', got.status === 200 && got.bytes.equals(due.deal.bytes), got);
  },
  async (agent) => {
    const got = await ask(server, 'POST', '/check', { agent, body: 'deal: [', headers: { 'Content-Type': 'application/yaml' } });
    expect('broken deal', got.status === 422, got);
  },
  async (agent) => {
    const got = await ask(server, 'GET', '/nothing', { agent });
    expect('nothing', got.status === 404, got);
  },
];
if (page) kinds.push((agent) => file(agent, '/'), (agent) => file(agent, '/page.js'), (agent) => file(agent, '/page.module'), (agent) => file(agent, '/style.css'));

let going = true;
async function client(number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let turn = number; going; turn++) {
    const begun = performance.now();
    try {
      await kinds[turn % kinds.length](agent);
    } catch (error) {
      wrong.push(`${kinds[turn % kinds.length]}: ${error}`);
    }
    waits.push(performance.now() - begun);
  }
  agent.destroy();
}
// Half of the runs are left before they end.
async function runner(number) {
  for (let turn = number; going; turn++) {
    const abort = {}, leaves = turn % 2 === 1;
    if (leaves) setTimeout(() => abort.now(), 300);
    try {
      const got = await post(server, '/run?draws=1&alone=1&remedies=0', scenario, { abort });
      if (got.status === 429) count.refused++;
      else {
        expect('run', got.status === 200 && lines(got.text).pop().type === 'result', got);
        count.runs++;
      }
    } catch (error) {
      if (leaves) count.left++;
      else wrong.push(`run: ${error}`);
    }
    await sleep(100);
  }
}
const before = resident(server), begun = performance.now();
const all = [...Array.from({ length: CLIENTS - RUNNERS }, (_, k) => client(k)), ...Array.from({ length: RUNNERS }, (_, k) => runner(k))];
await sleep(1000 * SECONDS / 5);
const early = peak(server);
await sleep(1000 * SECONDS * 4 / 5);
going = false;
await Promise.all(all);
const seconds = (performance.now() - begun) / 1000, late = peak(server);
waits.sort((a, b) => a - b);
const at = (share) => waits[Math.floor(share * (waits.length - 1))]?.toFixed(1);
console.log(`  ${CLIENTS} clients, ${seconds.toFixed(1)} s: ${count.answers} answers (${(count.answers / seconds).toFixed(0)} a second), ${(count.bytes / 2 ** 20 / seconds).toFixed(0)} MiB a second, ` +
  `${count.deals} deals, ${count.runs} runs, ${count.left} left, ${count.refused} refused; waits of the median ${at(0.5)} ms, of 99 % ${at(0.99)} ms`);
console.log(`  resident memory: ${before.toFixed(1)} MB before, at most ${early.toFixed(1)} MB in the first fifth, ${late.toFixed(1)} MB afterwards`);

await test(`no answer to ${CLIENTS} clients is wrong or missing`, () => {
  assert.deepEqual(wrong.slice(0, 5), []);
  assert.ok(count.answers > CLIENTS && count.runs > 0 && count.left > 0);
});
await test('the memory does not grow under load', () => {
  if (!instrumented) assert.ok(late < early + 8, `${early} MB, then ${late} MB`);
});
await test('afterwards nothing is left running, and the server ends well', async () => {
  const idle = async () => Object.values(JSON.parse((await get(server, '/status')).text).jobs).slice(0, 2).every((n) => n === 0);
  assert.ok(await soon(idle, 30));
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  assert.equal(server.err, '');
});
finish();
