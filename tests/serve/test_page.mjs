// The page in Chromium as the server gives it: no errors, no other host, and a native run with the digest of the command. From a static
// host the same page asks for its files alone.
import { finish, program, scratch, skip, sleep, soon, start, stop, test } from './server.mjs';
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';

const chromium = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => process.env.PATH.split(':').map((at) => `${at}/${name}`)).find(existsSync);
if (!chromium) skip('Chromium is not there (apt-get install chromium)');
const scenario = 'tests/serve/small.yaml', folder = `${scratch}/page`;
const written = spawnSync(program, ['report', scenario, '--folder', folder], { encoding: 'utf8' });
if (written.stderr.includes('without the page')) skip('the program was built without the page');
assert.equal(written.status, 0, written.stderr);

/* ---- Chromium over its pipe: messages of its protocol, each ended by a zero byte ---- */

rmSync(`${scratch}/profile`, { recursive: true, force: true });
const browser = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--remote-debugging-pipe',
  `--user-data-dir=${scratch}/profile`], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
const waiting = new Map();
let number = 0, rest = Buffer.alloc(0), heard = () => {};
browser.stdio[4].on('data', (data) => {
  rest = Buffer.concat([rest, data]);
  for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
    const message = JSON.parse(rest.subarray(0, end));
    rest = rest.subarray(end + 1);
    if (message.id) waiting.get(message.id)(message);
    else heard(message);
  }
});
const send = (method, params = {}, sessionId = undefined) =>
  new Promise((done, fail) => {
    waiting.set(++number, ({ error, result }) => (error ? fail(new Error(`${method}: ${error.message}`)) : done(result)));
    browser.stdio[3].write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
  });

async function open(url) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const page = { requests: [], wrong: [] };
  heard = ({ method, params }) => {
    if (method === 'Network.requestWillBeSent') page.requests.push(params.request.url);
    if (method === 'Log.entryAdded' && params.entry.level === 'error') page.wrong.push(`${params.entry.text} ${params.entry.url ?? ''}`);
    if (method === 'Runtime.exceptionThrown') page.wrong.push(params.exceptionDetails.text);
  };
  for (const domain of ['Network', 'Log', 'Runtime', 'Page']) await send(`${domain}.enable`, {}, sessionId);
  await send('Page.navigate', { url }, sessionId);
  page.run = async (expression) => (await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true }, sessionId)).result.value;
  page.close = () => send('Target.closeTarget', { targetId });
  return page;
}

const server = await start(scenario, '--log', `${scratch}/log`);
const at = `http://127.0.0.1:${server.port}/`;

await test('the served page answers without an error and asks nobody else', async () => {
  const page = await open(at);
  assert.ok(await soon(() => page.run('Boolean(document.body.dataset.digest)'), 60));
  const theirs = JSON.parse(execFileSync(program, ['run', scenario, '--draws', '0', '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }));
  assert.equal(await page.run('document.body.dataset.digest'), theirs.variants[0].run_digest);
  assert.ok(await soon(() => page.run("document.getElementById('native-run') !== null"), 20), 'native runs are offered');
  assert.ok(page.requests.includes(`${at}status`));
  assert.deepEqual(page.requests.filter((url) => !url.startsWith(at) && !/^(data|blob):/.test(url)), []);
  assert.deepEqual(page.wrong, []);
  await page.close();
});
await test('a native run shows its range and the digest that the command has', async () => {
  const page = await open(at);
  assert.ok(await soon(() => page.run("document.getElementById('native-run') !== null"), 60));
  await page.run("const s = document.querySelector('select[name=native-draws]'); s.value = '100'; s.dispatchEvent(new Event('change')); document.getElementById('native-run').click()");
  assert.ok(await soon(() => page.run("document.getElementById('native-save') !== null"), 120), await page.run("document.getElementById('native')?.textContent"));
  const text = await page.run("document.getElementById('native').textContent");
  const theirs = JSON.parse(execFileSync(program, ['run', scenario, '--draws', '100', '--alone', '--no-remedies', '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }));
  assert.ok(text.includes(theirs.variants[0].ensemble_digest), text);
  assert.match(text, /100 draws/);
  assert.deepEqual(page.wrong, []);
  await page.close();
});
await test('a native run that is stopped, or whose page is closed, ends on the server', async () => {
  const running = async () => JSON.parse(await (await fetch(`${at}status`)).text()).jobs.running;
  const page = await open(at);
  for (const leave of ["document.getElementById('native-stop').click()", null]) {
    assert.ok(await soon(() => page.run("document.getElementById('native-run') !== null"), 60));
    await page.run("const t = document.querySelector('select[name=native-draws]'); t.value = '2000'; t.dispatchEvent(new Event('change')); document.getElementById('native-run').click()".replace('const t', 'var t'));
    assert.ok(await soon(async () => (await running()) === 1, 20), 'it runs');
    if (leave) await page.run(leave);
    else await page.close();
    assert.ok(await soon(async () => (await running()) === 0, 20), 'it has ended');
  }
});
await test('the same page on a static host asks for its files alone', async () => {
  const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', gz: 'application/gzip' }, asked = [];
  const host = http.createServer((request, answer) => {
    const path = request.url === '/' ? '/index.html' : request.url;
    asked.push(path);
    if (!existsSync(folder + path)) return answer.writeHead(404).end();
    answer.writeHead(200, { 'Content-Type': types[path.split('.').at(-1)] ?? 'application/octet-stream' }).end(readFileSync(folder + path));
  });
  await new Promise((done) => host.listen(0, '127.0.0.1', done));
  const page = await open(`http://127.0.0.1:${host.address().port}/`);
  assert.ok(await soon(() => page.run('Boolean(document.body.dataset.digest)'), 60));
  await sleep(1000);
  assert.ok(asked.length >= 5 && asked.every((path) => existsSync(folder + path)), `${asked}`);
  assert.equal(await page.run("document.getElementById('native')"), null);
  assert.deepEqual(page.wrong, []);
  await page.close();
  host.close();
});
browser.kill();
assert.deepEqual(await stop(server), { code: 0, signal: null });
finish();
