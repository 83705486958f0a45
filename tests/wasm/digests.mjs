// Prints "name digest" for every case of tests/digest/digest_run.h as computed by the WebAssembly module given.
import { readFileSync } from 'node:fs';

const header = readFileSync(new URL('../digest/digest_run.h', import.meta.url), 'utf8');
const names = [...header.matchAll(/^ {4}X\((\w+),/gm)].map((match) => match[1]);

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const imports = WebAssembly.Module.imports(module);
if (imports.length !== 0) {
    console.error('the module wants imports:', imports);
    process.exit(1);
}
const { run, count, low, high } = new WebAssembly.Instance(module, {}).exports;
const status = run();
if (status < 0) {
    console.error(`run() gives status ${status}`);
    process.exit(1);
}
if (count() !== names.length) {
    console.error(`the module has ${count()} cases, the header ${names.length}`);
    process.exit(1);
}
const half = (value) => (value >>> 0).toString(16).padStart(8, '0');
names.forEach((name, i) => console.log(`${name} ${half(high(i))}${half(low(i))}`));
