// The engine behind the page. Messages in: open, ask, baseline, base, why, draws, stop. One worker answers questions;
// the others draw futures, and the first of them runs the years without measures (baseline) while the question runs.
// The page hands what comes of them (base) to all. Of the questions and baselines that wait only the newest counts, and
// a newer question ends the one that is being answered at its next slice; each slice but the last is shown as it is there.
// Snapshots, from which a later change is computed, are taken when the answer is out.
import { Engine } from './engine.js';
import { Results } from './results.js';
import { firstChange } from './change.js';

let engine,
  results,
  ready = null,
  last = null,
  next = null,
  nextBase = null,
  answering = false,
  drawing = 0,
  whole = false, // the run that is there has all its days
  why = null,
  waiting = [];
const SLICE_DAYS = 150,
  SPARE_DAYS = 50; // of what gives way to a question: futures and snapshots
const { port1, port2 } = new MessageChannel(),
  breathing = [];
port1.onmessage = () => breathing.shift()();
const breathe = () =>
  new Promise((done) => {
    breathing.push(done);
    port2.postMessage(0);
  });
const say = (message, handed) => self.postMessage(message, handed); // handed: buffers that the worker needs no longer
const rest = (ms) => new Promise((done) => setTimeout(done, ms));
const wakeAll = () => waiting.splice(0).forEach((wake) => wake());

async function open({ wasm, file }) {
  whole = false;
  drawing = 0;
  engine = await Engine.load(wasm);
  engine.open(file);
  results = new Results(engine);
  last = null;
  const { industries, sites } = results,
    working = Array.from(results.working, (site) => ({ site, ...sites[site] }));
  say({ type: 'opened', facts: engine.facts, industries, working });
}

// Waits for the years without measures that answers with this key are compared with; false: nobody asks any more.
async function compared(key, wanted) {
  while (results.base?.key !== key) {
    await new Promise((wake) => waiting.push(wake));
    if (!wanted()) return false;
  }
  return true;
}

// All days of what gives way as soon as it is not wanted; false: it was not.
async function spare(spec, wanted) {
  for (let day = 0; day < spec.days;) {
    day = engine.advance(engine.clock().day + SPARE_DAYS);
    await breathe();
    if (!wanted()) return false;
  }
  return true;
}

async function ask({ id, spec, key, authority, live }) {
  const began = performance.now(),
    mine = engine;
  const over = () => engine !== mine || next !== null;
  const from = firstChange(last, spec);
  last = null; // until the run is whole its snapshots end where it stopped
  whole = false;
  engine.ask(spec, { from: Math.min(from, spec.days) });
  for (let day = engine.clock().day; day < spec.days;) {
    day = engine.advance(day + SLICE_DAYS);
    if (day >= spec.days) break;
    await breathe();
    if (over()) return;
    if (results.base?.key === key) say({ type: 'part', id, part: { ...results.part(), ms: performance.now() - began } });
  }
  last = spec;
  whole = true;
  if (!(await compared(key, () => !over()))) return;
  const answer = results.answer(spec, authority);
  answer.ms = performance.now() - began;
  say({ type: 'answer', id, answer }, [answer.missing.buffer, answer.inside.buffer, answer.outside.buffer]);
  // While something is dragged the next question comes soon, and is worth more than what follows an answer.
  await (live ? rest(40) : breathe());
  if (over()) return;
  say({ type: 'trade', id, trade: results.trade() });
  await rest(40);
  if (over() || !engine.again()) return;
  whole = false;
  if (!(await spare(spec, () => !over()))) return;
  whole = true;
  explain();
}

// What is asked of a run that is being computed waits until it is whole.
function explain() {
  if (!why || !whole) return;
  const { site, id } = why;
  why = null;
  say({ type: 'why', site, id, steps: engine.why(site), losses: engine.losses(site), low: results.low(site) });
}

async function answer() {
  if (answering) return;
  answering = true;
  while (next) {
    await breathe(); // what was sent in the meantime is heard first
    const question = next;
    next = null;
    try {
      await ask(question);
    } catch (error) {
      fail(question.id, error);
    }
  }
  answering = false;
}

async function draws({ id, spec, key, first, step, count }) {
  drawing = id;
  if (!(await compared(key, () => drawing === id))) return;
  let asked = false;
  for (let draw = first; draw < count; draw += step) {
    if (asked) engine.draw(draw);
    else engine.ask(spec, { draw });
    asked = true;
    if (!(await spare(spec, () => drawing === id))) return;
    say({ type: 'draw', id, one: results.draw(spec.uncertain.length) });
  }
}

function fail(id, error) {
  last = null;
  say({ type: 'failed', id, text: error.message, hint: String(error.cause ?? '') });
}

self.onmessage = async ({ data }) => {
  try {
    if (data.type === 'open') ready = open(data);
    if (data.type === 'ask') next = data;
    if (data.type === 'baseline') nextBase = data;
    if (data.type === 'stop') drawing = 0;
    if (data.type === 'ask') wakeAll();
    await ready;
    if (data.type === 'base') {
      results.base = data.base;
      wakeAll();
    }
    if (data.type === 'ask') await answer();
    if (data.type === 'baseline') {
      await breathe();
      if (nextBase === data) say({ type: 'base', base: results.baseline(data.spec, data.key) });
    }
    if (data.type === 'draws') await draws(data);
    if (data.type === 'why') {
      why = data;
      explain();
    }
  } catch (error) {
    fail(data.id, error);
  }
};
