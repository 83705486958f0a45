// Thousands of malformed and hostile requests, made from a seed: each gets a 4xx or, where the bytes are no HTTP at all, a closed
// connection, and nothing else (but 505 to another version of HTTP, which is the word HTTP has for it); the server then answers as
// before. A request that HTTP allows and the server understands is none of them.
//
//     CK_HOSTILE_COUNT  requests (default 4000)      CK_HOSTILE_SEED  seed (default 1)
import { codes, finish, get, instrumented, post, raw, resident, start, stop, test } from './server.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const COUNT = Number(process.env.CK_HOSTILE_COUNT ?? 4000), SEED = Number(process.env.CK_HOSTILE_SEED ?? 1), AT_ONCE = 40;
const server = await start('tests/serve/small.yaml', '--patience', '2', '--body', '64');
const host = `127.0.0.1:${server.port}`;

// mulberry32: Ettinger (2017); the same requests on every machine.
let state = SEED >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let z = state;
  z = Math.imul(z ^ (z >>> 15), z | 1);
  z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
  return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n), pick = (list) => list[below(list.length)];
const bytes = (n) => Buffer.from(Array.from({ length: n }, () => below(256)));
const word = (n) => Array.from({ length: n }, () => pick('abcdefghijklmnopqrstuvwxyz0123456789')).join('');
const request = (method, path, headers = [], body = '') =>
  Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1'), Buffer.from(body)]);
const YAML = 'Content-Type: application/yaml';
const deal = readFileSync('examples/deals/magnet.yaml');

// What strangers send. `http`: it is a request of HTTP, so that an answer is owed; else a closed connection will do as well.
const KINDS = {
  'a path out of the folder': () => ({ http: true, bytes: request('GET', pick(['/../', '/law/../', '/%2e%2e/', '/..%2f', '/law/..%5c', '/.%2e/', '//', '/./', '/law//']) + word(1 + below(9))) }),
  'an escape that is none': () => ({ http: true, bytes: request('GET', `/${word(3)}${pick(['%', '%0', '%zz', '%00', '%0a', '%7f', '%c0%af', '%ff', '%ed%a0%80', '%25%30%30', '%2f'])}${pick(['', word(3)])}`) }),
  'a name that nothing has': () => ({ http: true, bytes: request(pick(['GET', 'HEAD', 'POST']), `/${word(1 + below(20))}`) }),
  'another method': () => ({ http: true, bytes: request(pick(['PUT', 'DELETE', 'TRACE', 'OPTIONS', 'PATCH', 'CONNECT', word(4).toUpperCase()]), pick(['/', '/run', '/check', '/page.js', '/status'])) }),
  'a foreign host': () => ({ http: true, bytes: Buffer.from(`GET / HTTP/1.1\r\nHost: ${pick(['evil.example', word(5), `${host}.evil.example`, `evil@${host}`, '[::1', '127.0.0.1:99999', ':', '127.0.0.1:', `127.0.0.1:0${server.port}x`])}\r\n\r\n`) }),
  'no host or two': () => ({ http: true, bytes: Buffer.from(pick(['GET / HTTP/1.1\r\n\r\n', `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\n\r\n`, 'GET / HTTP/1.0\r\n\r\n'])) }),
  'a page of another site': () => ({ http: true, bytes: request('POST', pick(['/run', '/check']), [YAML, `Origin: ${pick(['http://evil.example', 'null', 'file://', `http://${word(4)}.example`, `http://${host}@evil.example`])}`, `Content-Length: ${deal.length}`], deal) }),
  'a query that is none': () => ({ http: true, bytes: request('POST', `/${pick(['run', 'check'])}?${pick(['draws=-1', 'draws=1e9', 'draws=99999999', 'draws=%00', '=', '&&', 'a=b', 'on=2025-13-01', 'save=../x', 'every=', 'draws=1&draws=1', `x=${word(1500)}`, Array.from({ length: 30 }, (_, k) => `a${k}=1`).join('&')])}`, [YAML, `Content-Length: ${deal.length}`], deal) }),
  'a target without end': () => ({ http: true, bytes: request('GET', `/${word(2100 + below(20000))}`) }),
  'headers without end': () => ({ http: true, bytes: Buffer.concat([Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\n`), Buffer.from(`X-${word(6)}: ${word(90)}\r\n`.repeat(400 + below(2000)))]) }),
  'one giant header': () => ({ http: true, bytes: request('GET', '/', [`X: ${word(40000 + below(60000))}`]) }),
  'a length that is none': () => ({ http: true, bytes: request('POST', '/check', [YAML, `Content-Length: ${pick(['-1', 'x', '1x', '0x10', '99999999999999999999999', '1 2', '', '+5', '1,1'])}`], deal) }),
  'a text that is too long': () => ({ http: true, bytes: request('POST', '/run', [YAML, `Content-Length: ${65537 + below(1e9)}`], 'x') }),
  'chunks that are none': () => ({ http: false, bytes: request('POST', '/check', [YAML, 'Transfer-Encoding: chunked'], pick(['x\r\n', '-1\r\nabc\r\n', `${'f'.repeat(40)}\r\n`, '5\r\nabc\r\n0\r\n\r\n', '3\r\nabcdef\r\n', 'g\r\n\r\n', '\r\n\r\n', '3;\0\r\nabc', `4\r\nab\r\n\r\n0\r\n${word(9)}\r\n\r\n`])) }),
  'chunks of a wrong text': () => ({ http: true, bytes: request('POST', pick(['/run', '/check']), [YAML, 'Transfer-Encoding: chunked'], `5\r\n${word(5)}\r\n0\r\n\r\n`) }),
  'two lengths at once': () => ({ http: false, bytes: request('POST', '/check', [YAML, 'Content-Length: 4', pick(['Content-Length: 5', 'Transfer-Encoding: chunked', 'Transfer-Encoding: gzip'])], `0\r\n\r\nGET /${word(4)} HTTP/1.1\r\n\r\n`) }),
  'a text where none is read': () => ({ http: true, bytes: request(pick(['GET', 'HEAD']), pick(['/', '/status', '/page.js']), ['Content-Length: 3'], 'abc') }),
  'a text of another kind': () => ({ http: true, bytes: request('POST', pick(['/run', '/check']), [pick(['Content-Type: text/plain', 'Content-Type: multipart/form-data; boundary=x', 'Content-Type: application/x-www-form-urlencoded', 'Content-Type: application/yaml; charset=latin1', `X: ${word(3)}`]), `Content-Length: ${deal.length}`], deal) }),
  'a text that is no scenario or deal': () => {
    const body = pick([() => bytes(1 + below(400)), () => Buffer.from(word(1 + below(400))), () => Buffer.from('['.repeat(1 + below(400))), () => Buffer.from('a: &x [*x]\n'), () => deal.subarray(0, below(30)), () => Buffer.from(`{"a": ${'{"b": '.repeat(below(60))}`), () => {
      const torn = Buffer.from(deal);
      torn[below(torn.length)] = 0;
      return torn;
    }])();
    return { http: true, bytes: request('POST', pick(['/run', '/check']), [YAML, `Content-Length: ${body.length}`], body) };
  },
  'half a request': () => {
    const whole = request('POST', '/check', [YAML, `Content-Length: ${deal.length}`], deal);
    return { http: false, half: true, bytes: whole.subarray(0, 1 + below(whole.length - 2)) };
  },
  'bytes': () => ({ http: false, half: true, bytes: bytes(1 + below(2000)) }),
  'a first line that is none': () => ({ http: false, half: true, bytes: Buffer.from(pick(['\r\n\r\n\r\n', 'GET\r\n\r\n', 'GET /\r\n\r\n', ' / HTTP/1.1\r\n\r\n', `GET ${word(5)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, `GET / HTTP/1.1 ${word(3)}\r\n\r\n`, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', `GET /x\0y HTTP/1.1\r\nHost: ${host}\r\n\r\n`]), 'latin1') }),
  'another version': () => ({ http: true, allowed: [505], bytes: Buffer.from(pick(['GET / HTTP/9.9\r\n\r\n', 'GET / HTTP/2.0\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'GET / HTTP/0.9\r\n\r\n'])) }),
  'a header that is none': () => ({ http: false, half: true, bytes: Buffer.concat([Buffer.from(`GET /${word(6)} HTTP/1.1\r\nHost: ${host}\r\n`), pick([Buffer.from('no colon here\r\n\r\n'), Buffer.from(': empty\r\n\r\n'), Buffer.from(' folded: x\r\n\r\n'), Buffer.from('a\0b: c\r\n\r\n'), Buffer.concat([bytes(60), Buffer.from('\r\n\r\n')])])]) }),
  'one request behind the other': () => ({ http: true, bytes: Buffer.concat(Array.from({ length: 2 + below(30) }, () => request('GET', `/${pick(['..', word(5), '%00', 'law/'])}`))) }),
  'a slow one': () => ({ http: false, slow: true, bytes: request('POST', '/check', [YAML, 'Content-Length: 400'], 'x').subarray(0, 20 + below(80)) }),
};
const names = Object.keys(KINDS);

async function send(kind) {
  const { http, half, slow, allowed = [], bytes: sent } = KINDS[kind]();
  const pieces = slow ? Array.from({ length: 14 }, (_, k) => sent.subarray(k * 8, k * 8 + 8)) : sent;
  const got = await raw(server, pieces, { half, wait: instrumented ? 20000 : 8000, settle: 300, pause: slow ? 400 : 0 });
  return { kind, http, allowed, sent, codes: codes(got.text), silent: got.silent };
}
// An answer to a request that could go on leaves the connection open: a silence after a 4xx is as good as an end.
const good = ({ http, allowed, codes, silent }) => codes.every((code) => (code >= 400 && code < 500) || allowed.includes(code)) && (codes.length > 0 || (!http && !silent));

const tally = {}, wrong = [];
const before = resident(server);
let left = COUNT;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) {
      const kind = names[left % names.length], got = await send(kind);
      const key = got.codes.length ? String(got.codes[0]) : 'closed';
      (tally[kind] ??= {})[key] = (tally[kind][key] ?? 0) + 1;
      if (!good(got)) wrong.push(got);
    }
  }),
);
await test(`${COUNT} hostile requests of seed ${SEED} get a 4xx or, where they are no HTTP, a closed connection`, () => {
  for (const [kind, counts] of Object.entries(tally)) console.log(`  ${kind}: ${Object.entries(counts).map(([key, n]) => `${n} x ${key}`).join(', ')}`);
  assert.deepEqual(wrong.slice(0, 5).map((one) => [one.kind, one.codes, one.silent, one.sent.toString('latin1').slice(0, 300)]), []);
});
await test('the server lives, answers as before, and has not grown', async () => {
  assert.equal((await get(server, '/status')).status, 200);
  assert.equal((await post(server, '/check', deal)).status, 200);
  const grown = resident(server) - before;
  console.log(`  resident memory: ${before.toFixed(1)} MB before, ${grown.toFixed(1)} MB more afterwards`);
  if (!instrumented) assert.ok(grown < 32, `${grown} MB`);
  assert.deepEqual(await stop(server), { code: 0, signal: null });
  assert.equal(server.err, '');
});
finish();
