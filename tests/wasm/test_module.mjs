// chokepoint.wasm under node: no imports, the two-call boundary, and the answer that the native library gives.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { finish, skip, test } from '../house.mjs';

const build = process.env.CK_BUILD;
const path = `${build}/wasm/chokepoint.wasm`;

let bytes;
try {
    bytes = readFileSync(path);
} catch {
    skip(`${path} was not built`);
}
const module = new WebAssembly.Module(bytes);
const kernel = () => new WebAssembly.Instance(module, {}).exports;

const modelPath = `${process.env.CK_SCRATCH}/small.model`;
const native = JSON.parse(execFileSync(`${build}/tests/native_answer`, [modelPath], { encoding: 'utf8' }));
const model = readFileSync(modelPath);

const head = 8 + native.parameter_count, each = 7 + native.term_count;
function question() {
    const q = new Float64Array(head + 2 * each).fill(NaN);
    q.set([native.start, 365, 0x9abcdef0, 0x12345678, 1, 11, 5, Infinity]);
    q[8 + native.parameters.reroute] = 0.5;
    const terms = (m) => head + m * each + 7;
    q.set([native.effects.licence, -1, 0, -1, native.announced, native.from, Infinity], head);
    q[terms(0) + native.terms.review_days] = 60;
    q.set([native.effects.duty, -1, 0, 1, native.announced, native.from, native.until], head + each);
    q[terms(1) + native.terms.rate] = 0.3;
    return q;
}

// As a page does it: one block, cut into model file, question, answer and working memory.
function ask({ file = model, q = question(), answers = 4 + 5 * native.sites.length, work = 16 << 20 } = {}, exports = kernel()) {
    const { memory, ck_web_block, ck_web_run } = exports;
    const parts = [file.length, 8 * q.length, 8 * answers, work].map((size) => (size + 15) & ~15);
    const block = ck_web_block(parts.reduce((a, b) => a + b));
    assert.notEqual(block, 0);
    const [fileAt, questionAt, answerAt, workAt] = parts.map((_, i) => block + parts.slice(0, i).reduce((a, b) => a + b, 0));
    new Uint8Array(memory.buffer, fileAt, file.length).set(file);
    new Float64Array(memory.buffer, questionAt, q.length).set(q);
    new Float64Array(memory.buffer, answerAt, answers).fill(-7);
    const status = ck_web_run(fileAt, file.length, questionAt, q.length, answerAt, answers, workAt, work);
    return { status, answer: new Float64Array(memory.buffer, answerAt, answers).slice(), fileAt, workAt };
}
const untouched = (result) => result.answer.every((value) => value === -7);

test('the module has no imports', () => assert.deepEqual(WebAssembly.Module.imports(module), []));
test('it takes at most 75 KB of a page, compressed', () => {
    const size = gzipSync(bytes, { level: 9 }).length;
    assert.ok(size <= 75 * 1024, `${size} bytes`);
});
test('it exports its memory and three functions', () => {
    const names = WebAssembly.Module.exports(module).map((e) => e.name).sort();
    assert.deepEqual(names, ['ck_web_answer_count', 'ck_web_block', 'ck_web_run', 'memory']);
});
test('a run gives the digest, the losses and the site results of the native library', () => {
    const { status, answer } = ask();
    assert.ok(status >= 0, `status ${status}`);
    const half = (value) => value.toString(16).padStart(8, '0');
    assert.equal(half(answer[1]) + half(answer[0]), native.digest);
    assert.equal(answer[2], native.lost_value_added);
    assert.equal(answer[3], native.sites.length);
    native.sites.forEach((site, i) => assert.deepEqual([...answer.slice(4 + 5 * i, 9 + 5 * i)], site, `site ${i}`));
});
test('the measures of the question matter', () => {
    const free = ask({ q: question().slice(0, head) });
    assert.ok(free.status >= 0);
    assert.notEqual(free.answer[2], native.lost_value_added);
});
test('an instance can be asked again', () => {
    const exports = kernel();
    const first = ask({}, exports), second = ask({}, exports);
    assert.deepEqual(second.answer, first.answer);
});
test('the number of answers follows from the model file', () => {
    const exports = kernel();
    const { fileAt, workAt } = ask({}, exports);
    assert.equal(exports.ck_web_answer_count(fileAt, model.length, workAt, 16 << 20), 4 + 5 * native.sites.length);
    assert.equal(exports.ck_web_answer_count(fileAt, model.length - 1, workAt, 16 << 20), 0);
});
test('too little working memory is said and changes nothing', () => {
    const result = ask({ work: 4096 });
    assert.equal(result.status, -40);
    assert.ok(untouched(result));
});
test('a damaged model file is refused, or the damage is in bits that mean nothing', () => {
    const good = ask();
    let refused = 0;
    for (let k = 0; k < 60; k++) {
        const at = Math.floor((model.length - 1) * k / 59);
        const file = Uint8Array.from(model);
        file[at] ^= 0x10;
        const result = ask({ file });
        if (result.status < 0) {
            refused++;
            assert.ok(untouched(result));
        } else {
            assert.deepEqual(result.answer, good.answer, `byte ${at} changed`);      // the payload of a NaN, say
        }
    }
    assert.ok(refused >= 45, `${refused} of 60 refused`);
    for (const length of [0, 1, 31, model.length >> 1, model.length - 1]) {
        assert.ok(ask({ file: model.subarray(0, length) }).status < 0, `${length} bytes`);
    }
});
test('numbers outside their range and unknown indices are refused', () => {
    const spoil = [[0, NaN], [1, 0], [1, 40000], [2, -1], [3, 2 ** 32], [6, 0], [head, 99], [head + 1, 1e6], [head + 2, -2],
        [head + 3, 0.5 + 1e9], [head + 5, NaN]];
    for (const [at, value] of spoil) {
        const q = question();
        q[at] = value;
        const result = ask({ q });
        assert.ok(result.status < 0, `question[${at}] = ${value}, status ${result.status}`);
        assert.ok(untouched(result));
    }
    assert.ok(ask({ q: question().slice(0, head + 3) }).status < 0);
    assert.ok(ask({ answers: 4 }).status < 0);
});
test('a block that memory cannot hold is refused', () => assert.equal(kernel().ck_web_block(0xffffffff), 0));
finish();
