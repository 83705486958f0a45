// What the server answers: files as the folder has them, results as the command has them, and what it refuses.
import { ask, codes, finish, get, instrumented, lines, post, program, raw, scratch, sleep, soon, start, stop, test } from './server.mjs';
import { Engine } from '../../web/page/engine.js';
import { Unpacker } from '../../web/page/unpack.js';
import { toYaml } from '../../web/page/yaml.js';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const quiet = { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] };
const command = (...words) => execFileSync(program, words, quiet);
const scenario = 'tests/serve/small.yaml', text = readFileSync(scenario, 'utf8'), following = 'scenarios/gallium-germanium-2023.yaml';
// To put every flow before the law takes a sanitizer minutes; reading and deciding have tests of their own.
const scenarios = instrumented ? [scenario] : [scenario, following];
const folder = `${scratch}/page`, saved = `${scratch}/saved`;
rmSync(folder, { recursive: true, force: true });
rmSync(saved, { recursive: true, force: true });
const built = spawnSync(program, ['report', ...scenarios, '--folder', folder], { encoding: 'utf8' });
const hasPage = !built.stderr.includes('without the page');
if (hasPage) assert.equal(built.status, 0, built.stderr);

const server = await start(...scenarios, '--write', saved, '--draws', '50', '--body', '256', '--queue', '1', '--patience', '3', '--log', `${scratch}/log`);
const status = async () => JSON.parse((await get(server, '/status')).text);
const problem = (answer) => JSON.parse(answer.text).diagnostics[0];

/* ---- files ---- */

const walk = (at) => readdirSync(at).flatMap((name) => (statSync(`${at}/${name}`).isDirectory() ? walk(`${at}/${name}`) : [`${at}/${name}`]));
if (hasPage)
  await test('every file of the folder is served byte for byte, with a tag, plain and packed', async () => {
    const files = walk(folder);
    assert.ok(files.length >= 7);
    for (const file of files) {
      const path = file.slice(folder.length), bytes = readFileSync(file);
      const plain = await get(server, path);
      assert.equal(plain.status, 200, path);
      assert.deepEqual(plain.bytes, bytes, path);
      assert.match(plain.headers.etag, /^"[0-9a-f]{16}"$/);
      assert.equal(plain.headers['x-content-type-options'], 'nosniff');
      assert.match(plain.headers['content-security-policy'], /default-src 'none'/);
      assert.equal((await get(server, path, { 'If-None-Match': `"old", ${plain.headers.etag}` })).status, 304);
      assert.equal((await get(server, path, { 'If-None-Match': '"0000000000000000"' })).status, 200);
      const packed = await get(server, path, { 'Accept-Encoding': 'br, gzip' });
      if (packed.headers['content-encoding'] === 'gzip') assert.deepEqual(gunzipSync(packed.bytes), bytes, path);
      else assert.deepEqual(packed.bytes, bytes, path);
      const head = await ask(server, 'HEAD', path);
      assert.equal(head.headers['content-length'], String(bytes.length));
      assert.equal(head.bytes.length, 0);
    }
    assert.equal((await get(server, '/page.js', { 'Accept-Encoding': 'gzip' })).headers['content-encoding'], 'gzip');
    assert.equal((await get(server, '/page.js', { 'Accept-Encoding': 'gzip;q=0' })).headers['content-encoding'], undefined);
    assert.deepEqual((await get(server, '/')).bytes, readFileSync(`${folder}/index.html`));
  });
await test('texts of law and scenarios are those of the files, and the status lists them', async () => {
  const at = await status();
  assert.equal(at.program, 'chokepoint');
  assert.equal(at.write, true);
  assert.deepEqual(at.jobs, { running: 0, waiting: 0, at_once: 1, queue: 1 });
  assert.deepEqual(at.scenarios.map((one) => one.path), scenarios.map((file) => file.replace('tests/serve', 'scenarios')));
  assert.ok(at.law.length > 20);
  for (const name of at.law) assert.deepEqual((await get(server, `/law/${name}`)).bytes, readFileSync(`law/${name}`));
  assert.equal((await get(server, '/scenarios/small.yaml')).text, text);
  if (instrumented) return;
  for (const file of [following, 'scenarios/measures/china.yaml']) assert.deepEqual((await get(server, `/${file}`)).bytes, readFileSync(file));
});
await test('there are no lists of folders and no ways out', async () => {
  for (const path of ['/data', '/data/', '/law', '/law/', '/law/cn', '/scenarios/', '/src/serve/serve.h', '/index.html/', '/Makefile'])
    assert.ok([400, 404].includes((await get(server, path)).status), path);
  for (const path of ['/../Makefile', '/law/../../Makefile', '/law/%2e%2e/%2e%2e/Makefile', '/law/..%2f..%2fMakefile', '//etc/passwd', '/law\\..\\x', '/law/cn/%00',
    '/page.js%00.html', '/law/./cn/2010-japan.law', '/page.js%', '/page.js%zz', '/%ff', 'http://127.0.0.1/', '*', '/a%0d%0aSet-Cookie:x']) {
    const got = codes((await raw(server, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`)).text);
    assert.deepEqual(got.map((code) => code >= 400 && code < 500), [true], `${path}: ${got}`);
  }
  assert.equal((await get(server, `/${'x'.repeat(3000)}`)).status, 414);
  assert.equal((await get(server, '/page.js?x=1')).status, 400);
});

/* ---- results ---- */

await test('a posted scenario gives the object of the command, with the same digest, after lines of progress', async () => {
  for (const [file, draws] of [[scenario, 5], [following, 1]].slice(0, scenarios.length)) {
    const mine = await post(server, `/run?draws=${draws}`, readFileSync(file));
    assert.equal(mine.status, 200, mine.text);
    assert.equal(mine.headers['content-type'], 'application/x-ndjson');
    const said = lines(mine.text), last = said.pop();
    assert.equal(last.type, 'result');
    assert.equal(last.saved, null);
    assert.ok(last.diagnostics.every((one) => one.severity === 'warning'));
    assert.deepEqual(last.result, JSON.parse(command('run', file, '--draws', String(draws), '--json')));
    assert.ok(said.every((line) => line.type === 'waiting' || line.type === 'progress'));
    const done = said.filter((line) => line.type === 'progress').map((line) => line.done);
    assert.deepEqual(done, [...done].sort((a, b) => a - b));
  }
});
await test('options of a run are those of the command', async () => {
  const last = lines((await post(server, '/run?draws=0&seed=7&alone=1&remedies=0&every=30', text)).text).pop();
  assert.deepEqual(last.result, JSON.parse(command('run', scenario, '--draws', '0', '--seed', '7', '--alone', '--no-remedies', '--every', '30', '--json')));
});
if (hasPage)
  await test('what the page has from the server and exports runs on the server to the digest of the page', async () => {
    const engine = await Engine.load(new Unpacker((await get(server, '/unpack.wasm')).bytes).open((await get(server, '/page.module')).bytes));
    const one = JSON.parse(gunzipSync((await get(server, '/data/scenarios.json.gz')).bytes)).scenarios.at(-1);
    engine.open(gunzipSync((await get(server, `/data/${one.model}.model.gz`)).bytes));
    one.spec.parameters.stock_multiplier = 1.5;
    engine.ask(one.spec);
    engine.advance(one.spec.days);
    const posted = await post(server, '/run?draws=0&remedies=0', toYaml(one.spec, one.world, engine.facts));
    assert.equal(posted.status, 200, posted.text);
    assert.equal(lines(posted.text).pop().result.variants[0].run_digest, engine.run().digest);
  });
await test('a posted deal gives the text of check --json, from YAML and from JSON, with its trace when asked', async () => {
  for (const name of ['motor', 'magnet', 'customer']) {
    const file = `examples/deals/${name}.yaml`, deal = readFileSync(file);
    assert.equal((await post(server, '/check', deal)).text, command('check', file, '--json'));
    assert.equal((await post(server, '/check?on=2026-11-20&known=2026-10-08&explain=1', deal)).text,
      command('check', file, '--json', '--on', '2026-11-20', '--known', '2026-10-08', '--explain'));
  }
  const deal = { deal: 'json', on: '2025-12-15', parties: [{ name: 'Seller', country: 'CHN', roles: ['exporter', 'seller'] }, { name: 'Buyer', country: 'USA', roles: ['buyer'] }],
    items: [{ name: 'magnet', 'mass': '12 kg' }] };
  const file = `${scratch}/deal.json`;
  writeFileSync(file, JSON.stringify(deal, null, 2));
  const theirs = spawnSync(program, ['check', file, '--json'], { encoding: 'utf8' });
  const mine = await post(server, '/check', JSON.stringify(deal, null, 2), { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
  if (theirs.status === 0) assert.equal(mine.text, theirs.stdout);
  else assert.equal(mine.status, 422);
});
await test('what is wrong with a posted text is said as the command says it, and nothing runs', async () => {
  const broken = { 'an unknown name': text.replace(/^draws:.*$/m, 'parameters: {swich_days: 3}'), 'an unknown key': `${text}\nnonsense: 1\n`, 'no YAML': 'name: [', 'no UTF-8': Buffer.from([0x6e, 0xff, 0xfe]),
    'a bad date': text.replace(/^start:.*$/m, 'start: 2023-13-01') };
  for (const [what, bytes] of Object.entries(broken)) {
    const file = `scenarios/posted-${process.pid}.yaml`;
    writeFileSync(file, bytes);
    const theirs = spawnSync(program, ['run', file, '--json'], { encoding: 'utf8' });
    rmSync(file);
    const mine = await post(server, '/run', bytes);
    assert.equal(mine.status, 422, `${what}: ${mine.text}`);
    assert.equal(theirs.status, 2, what);
    const plain = (said) => JSON.parse(said.replaceAll(file, 'posted.yaml'));
    assert.deepEqual(JSON.parse(mine.text), plain(theirs.stderr), what);
  }
  const deal = await post(server, '/check', 'deal: x\nnonsense: 1\n');
  assert.equal(deal.status, 422);
  assert.deepEqual([problem(deal).file, problem(deal).line, problem(deal).column], ['posted.yaml', 2, 1]);
  assert.equal((await status()).jobs.running, 0);
});
await test('a posted scenario opens no file but the served ones', async () => {
  writeFileSync(`${scratch}/secret.yaml`, 'measures: []\nsecret: yes\n');
  for (const path of [`${scratch}/secret.yaml`, '/etc/passwd', '../../../../etc/passwd', 'china.law', 'scenarios/../Makefile', '']) {
    const got = await post(server, '/run', `${text}\ninclude: [${JSON.stringify(path)}]\n`);
    assert.equal(got.status, 422, path);
    assert.match(problem(got).message, path ? /there is no file/ : /./);
    assert.doesNotMatch(got.text, /root:|secret: yes/);
  }
  for (const world of [`${process.cwd()}/worlds/rare-earths-2010`, '../worlds/rare-earths', '/'])
    assert.match(problem(await post(server, '/run', text.replace(/^world:.*$/m, `world: ${world}`))).message, /no world .* is served here/);
  assert.match(problem(await post(server, '/run', `${text.replace(/^compare:[^]*?(?=^\S)/m, 'compare: [../Makefile]\n')}`)).message, /there is no scenario .* here/);
});

/* ---- limits ---- */

await test('what is too long, too large or of another kind is refused', async () => {
  const long = `# ${'x'.repeat(300000)}\n${text}`;
  assert.equal((await post(server, '/run', long)).status, 413);
  const pieces = ['POST /run HTTP/1.1', `Host: 127.0.0.1:${server.port}`, 'Content-Type: application/yaml', 'Transfer-Encoding: chunked', 'Connection: close', '', ''].join('\r\n');
  const chunk = `10000\r\n${'x'.repeat(65536)}\r\n`;
  assert.deepEqual(codes((await raw(server, `${pieces}${chunk.repeat(5)}0\r\n\r\n`)).text), [413]);
  assert.equal((await post(server, '/run', '')).status, 400);
  assert.equal((await post(server, '/run', text, { headers: { 'Content-Type': 'text/plain' } })).status, 415);
  assert.equal((await ask(server, 'POST', '/run', { body: text })).status, 415);
  assert.match(problem(await post(server, '/run?draws=51', text)).message, /51; this server allows 50/);
  assert.match(problem(await post(server, '/run', text.replace(/^days:.*$/m, 'days: 9000'))).message, /days/);
  assert.match(problem(await post(server, '/run?draws=40', text.replace(/^days:.*$/m, 'days: 2000'))).message, /draws/);
  for (const query of ['draws=-1', 'draws=x', 'draws=1&draws=2', 'drws=1', 'seed=1.5', 'alone=yes', 'every=0', 'on=2025-01-01', '&', 'draws=1&'])
    assert.equal((await post(server, `/run?${query}`, text)).status, 400, query);
  assert.equal((await post(server, '/check?on=2025-02-30', 'deal: x')).status, 400);
  for (const [method, path] of [['PUT', '/run'], ['DELETE', '/page.js'], ['GET', '/run'], ['POST', '/status'], ['OPTIONS', '/run'], ['PATCH', '/x']]) {
    const got = await ask(server, method, path);
    assert.equal(got.status, 405, `${method} ${path}`);
    assert.ok(got.headers.allow);
  }
});
await test('other names of the host and pages of other sites are refused', async () => {
  const at = `127.0.0.1:${server.port}`;
  for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example:${server.port}`, `${at}:1`])
    assert.ok([400, 403].includes((await get(server, '/status', { Host: host })).status), host);
  for (const host of [at, `localhost:${server.port}`, `LOCALHOST:${server.port}`]) assert.equal((await get(server, '/status', { Host: host })).status, 200, host);
  const deal = readFileSync('examples/deals/magnet.yaml');
  for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, { Origin: `https://${at}` }, { Origin: `http://${at}.evil.example` }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }])
    assert.equal((await post(server, '/check', deal, { headers })).status, 403, JSON.stringify(headers));
  assert.equal((await post(server, '/check', deal, { headers: { Origin: `http://${at}`, 'Sec-Fetch-Site': 'same-origin' } })).status, 200);
  assert.deepEqual(codes((await raw(server, 'GET /status HTTP/1.0\r\n\r\n')).text).map((code) => Math.floor(code / 100)), [4]);
  assert.deepEqual(codes((await raw(server, `GET /status HTTP/1.1\r\nHost: ${at}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)).text).map((code) => Math.floor(code / 100)), [4]);
});
await test('jobs wait in turn, too many are refused, and a client that leaves ends its job', async () => {
  const long = text.replace(/^days:.*$/m, 'days: 1096'), aborts = [{}, {}], heard = ['', ''];
  const runs = aborts.map((abort, k) => post(server, '/run?draws=50', long, { abort, onData: (data) => (heard[k] += data) }).catch(() => 'left'));
  assert.ok(await soon(async () => { const { jobs } = await status(); return jobs.running === 1 && jobs.waiting === 1; }, 60), 'one runs, one waits');
  const refused = await post(server, '/run?draws=1', text);
  assert.equal(refused.status, 429);
  assert.ok(refused.headers['retry-after']);
  assert.ok(await soon(() => heard.some((text) => text.includes('"ahead":1'))), `${heard}`);
  aborts.forEach((abort) => abort.now());
  assert.deepEqual(await Promise.all(runs), ['left', 'left']);
  assert.ok(await soon(async () => { const { jobs } = await status(); return jobs.running === 0 && jobs.waiting === 0; }, instrumented ? 60 : 10), 'both have ended');
  assert.equal(lines((await post(server, '/run?draws=0&alone=1&remedies=0', text)).text).pop().type, 'result');
});
await test('a request that does not come in is ended', async () => {
  const begun = Date.now();
  const got = await raw(server, ['GET /status HTTP/1.1\r\n', ...Array.from({ length: 100 }, (_, k) => `X-${k}: y\r\n`)], { pause: 200, wait: 20000 });
  assert.ok(!got.silent && Date.now() - begun < 15000, got.text);
  const slow = await raw(server, [`POST /check HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/yaml\r\nContent-Length: 1000\r\n\r\n`,
    ...Array.from({ length: 100 }, () => 'x')], { pause: 200, wait: 20000 });
  assert.ok(!slow.silent && codes(slow.text).every((code) => code >= 400));
});

/* ---- saving ---- */

await test('results are saved under plain names, once, and only where it was allowed', async () => {
  const last = lines((await post(server, '/run?draws=0&alone=1&remedies=0&save=one', text)).text).pop();
  assert.equal(last.saved, 'one');
  assert.equal(readFileSync(`${saved}/one.yaml`, 'utf8'), text);
  assert.deepEqual(JSON.parse(readFileSync(`${saved}/one.json`)), last.result);
  assert.equal((await post(server, '/run?save=one', text)).status, 409);
  for (const name of ['', '..', '../two', 'a/b', '/tmp/x', '%2e%2e%2ftwo', 'two.json', 'x'.repeat(65), 'ü']) assert.equal((await post(server, `/run?save=${encodeURI(name)}`, text)).status, 400, name);
  assert.deepEqual(readdirSync(saved).sort(), ['one.json', 'one.yaml']);
});

/* ---- start and end ---- */

await test('a signal ends the server while jobs run: clients hear of it, the exit status is 0', async () => {
  const run = post(server, '/run?draws=50', text.replace(/^days:.*$/m, 'days: 1096')).catch((error) => ({ text: String(error) }));
  assert.ok(await soon(async () => (await status()).jobs.running === 1, 60));
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  const heard = (await run).text;
  assert.ok(/"failed".*being stopped/.test(heard) || /ECONNRESET|socket hang up|aborted/.test(heard), heard.slice(-300));
  assert.equal(server.err, '');
  const log = readFileSync(`${scratch}/log`, 'utf8').trim().split('\n');
  assert.ok(log.every((line) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z-]+ \S* \d+ [\d.]+ ms$/.test(line)), log.find((line) => !/ms$/.test(line)));
});
await test('a job that takes too long is ended, and nothing is saved where it was not allowed', async () => {
  const short = await start(scenario, '--seconds', '1');
  const last = lines((await post(short, '/run?draws=2000', text)).text).pop();
  assert.equal(last.type, 'failed');
  assert.match(last.diagnostics.at(-1).message, /longer than 1 s/);
  assert.equal((await post(short, '/run?save=one', text)).status, 403);
  assert.deepEqual(await stop(short, 'SIGINT'), { code: 0, signal: null });
});
await test('what is wrong at the start is one error and exit status 2; open addresses are warned of', async () => {
  const bad = [['--address', 'example.org'], ['--port', '70000'], ['--draws', 'x'], ['--write', `${scenario}/x`], ['--address', '192.0.2.1']];
  for (const words of bad) {
    const got = spawnSync(program, ['serve', scenario, '--port', '0', ...words], { encoding: 'utf8', timeout: 60000 });
    assert.equal(got.status, 2, `${words}: ${got.stderr}`);
    assert.match(got.stderr, /error: /);
  }
  const wide = await start(scenario, '--address', '0.0.0.0', '--host', 'desk.example');
  assert.ok(await soon(() => wide.err.includes('no password')));
  assert.equal((await get(wide, '/status', { Host: `desk.example:${wide.port}` })).status, 200);
  assert.equal((await get(wide, '/status', { Host: `localhost:${wide.port}` })).status, 403);
  const twice = spawnSync(program, ['serve', scenario, '--port', String(wide.port)], { encoding: 'utf8', timeout: 60000 });
  assert.equal(twice.status, 2);
  assert.match(twice.stderr, /could not listen on/);
  await stop(wide);
});
finish();
