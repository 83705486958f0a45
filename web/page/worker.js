// The engine behind the page. Messages in: open, ask, why, draws, stop. A newer question ends an older one at its next slice.
import { Engine } from './engine.js';
import { Results } from './results.js';
import { firstChange } from './change.js';

let engine, results, last = null, newest = 0, drawing = 0;
const SLICE_DAYS = 220;
const breathe = () => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(port1.close());
  port2.postMessage(0);
});
const say = (message) => self.postMessage(message);

async function open({ wasm, file }) {
  engine = await Engine.load(wasm);
  engine.open(file);
  results = new Results(engine);
  last = null;
  say({ type: 'opened', facts: engine.facts, industries: results.industries, working: results.working.map((s) => [results.sites[s].region, results.sites[s].item]) });
}

async function ask({ id, spec, authority }) {
  const began = performance.now();
  let from = firstChange(last, spec);
  results.baseline(spec);
  if (from === Infinity && last && engine.x.ck_page_rows(11) === 0) from = spec.days;    // another question came between
  last = null;                                               // until the run is whole its snapshots end where it stopped
  engine.ask(spec, { from: Math.min(from, spec.days) });
  for (let day = 0; day < spec.days;) {
    day = engine.advance(Math.max(day, engine.run().day) + SLICE_DAYS);
    if (day >= spec.days) break;
    await breathe();
    if (id !== newest) return;
  }
  last = spec;
  const answer = results.answer(spec, authority);
  answer.ms = performance.now() - began;
  say({ type: 'answer', id, answer });
}

async function draws({ id, spec, first, step, count }) {
  drawing = id;
  results.baseline(spec);
  let asked = false;
  for (let draw = first; draw < count; draw += step) {
    if (asked) engine.draw(draw);
    else engine.ask(spec, { draw });
    asked = true;
    engine.advance(spec.days);
    say({ type: 'draw', id, one: results.draw(draw, spec.uncertain.length) });
    await breathe();
    if (drawing !== id) return;
  }
  say({ type: 'drawn', id });
}

self.onmessage = async ({ data }) => {
  try {
    if (data.type === 'open') await open(data);
    if (data.type === 'ask') {
      newest = data.id;
      await ask(data);
    }
    if (data.type === 'draws') await draws(data);
    if (data.type === 'stop') drawing = 0;
    if (data.type === 'why') say({ type: 'why', site: data.site, id: data.id, steps: engine.why(data.site) });
    if (data.type === 'fold') say({ type: 'fold', id: data.id, digest: engine.fold(data.halves) });
  } catch (error) {
    last = null;
    say({ type: 'failed', id: data.id, text: error.message, hint: String(error.cause ?? '') });
  }
};
