// The start of the page. Scripts and modules come as packs (web/pack), those of a line one after another: each line is
// opened in a worker of its own, which runs this script too. Then the page's script runs.
import { Unpacker } from './unpack.js';

function work() {
  let unpacker;
  onmessage = ({ data: { name, module, pack } }) => {
    try {
      if (module) unpacker = new Unpacker(module);
      else postMessage({ name, file: unpacker.open(pack) });
    } catch (error) {
      postMessage({ name, error: `${name}: ${error.message}` });
    }
  };
}

// A part of the document when the page is one file, else from beside it.
async function read(name) {
  const inside = document.querySelector(`script[data-file="${name}"]`);
  if (inside) return Uint8Array.from(atob(inside.textContent), (c) => c.charCodeAt(0));
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

const urlOf = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));

function begin() {
  const { src, textContent } = document.currentScript,
    source = src || urlOf(textContent),
    module = read('unpack.wasm'),
    lines = {},
    files = {};
  // A line: its worker, what waits for files of it, and the pack that was last given to the worker.
  const start = () => {
    const worker = new Worker(source),
      waiting = {};
    worker.onmessage = ({ data: { name, file, error } }) => {
      const [done, failed] = waiting[name];
      if (file) done(file);
      else failed(new Error(error));
      if (name.startsWith('views')) worker.terminate(); // the last of a line
    };
    worker.onerror = ({ message }) => Object.values(waiting).forEach(([, failed]) => failed(new Error(message)));
    return { worker, waiting, given: module.then((bytes) => worker.postMessage({ module: bytes })) };
  };
  // The file of a pack, opened behind those that were asked for before.
  const unpack = (name) =>
    (files[name] ??= new Promise((...settle) => {
      const line = (lines[name.split('.')[1]] ??= start());
      line.waiting[name] = settle;
      line.given = Promise.all([read(name), line.given]).then(([pack]) => line.worker.postMessage({ name, pack }));
      line.given.catch(settle[1]);
    }));
  unpack('page.module');
  unpack('page.script')
    .then((text) => import(urlOf(text)))
    .then((page) => page.run({ read, unpack, urlOf }))
    .catch((error) => {
      document.getElementById('page').textContent = error.message;
    });
}

if (self.document) begin();
else work();
