// The workers behind the scenario: one answers questions, the others draw futures, and the first of them runs the years
// without measures. A question that has become old is not answered.
import { baselineKey } from './change.js';

export const DRAWS = 400;
const PAUSE = 400; // ms without a change before futures are drawn

export class EngineCaller {
  // hear: {opened, part, answer, trade, draw, why, failed}, functions of the message
  constructor(source, hear) {
    Object.assign(this, { hear, asked: 0, key: null, spec: null, out: false, held: null });
    this.worker = new Worker(source);
    this.drawers = Array.from(
      { length: Math.max(1, Math.min(3, (navigator.hardwareConcurrency || 2) - 1)) },
      () => new Worker(source),
    );
    this.worker.onmessage = ({ data }) => this.take(data);
    for (const one of this.drawers) one.onmessage = ({ data }) => data.type !== 'opened' && this.take(data);
  }
  all(message) {
    for (const one of [this.worker, ...this.drawers]) one.postMessage(message);
  }
  open(wasm, file) {
    this.asked++; // nothing that is still on its way is of this world
    Object.assign(this, { key: null, out: false, held: null });
    this.all({ type: 'open', wasm, file });
  }
  // live: one of many questions while something is dragged. The one that is out is answered first, so that the page
  // follows the hand; of those that come meanwhile the newest waits. Any other question ends the one that is out.
  ask(spec, { authority, live = false }) {
    clearTimeout(this.later);
    this.held = live && this.out ? { spec, authority } : null;
    if (this.held) return;
    this.out = true;
    this.asked++;
    this.spec = spec;
    this.drawers.forEach((one) => one.postMessage({ type: 'stop' }));
    const key = baselineKey(spec);
    if (this.key !== key) this.drawers[0].postMessage({ type: 'baseline', spec, key });
    this.key = key;
    this.worker.postMessage({ type: 'ask', id: this.asked, spec, key, authority, live });
  }
  answered() {
    this.out = false;
    const { held } = this;
    if (held) this.ask(held.spec, { ...held, live: true });
  }
  why(site) {
    this.worker.postMessage({ type: 'why', site, id: this.asked });
  }
  take(data) {
    if (data.type === 'base') {
      if (data.base.key === this.key) this.all(data);
    } else if (data.type === 'answer') {
      if (data.id !== this.asked) return;
      this.hear.answer(data.answer);
      this.answered();
    } else if (data.type === 'opened') this.hear.opened(data);
    else if (data.id === this.asked || data.id === undefined) {
      if (data.type === 'trade') this.later = setTimeout(() => this.draw(), PAUSE);
      this.hear[data.type]?.(data);
      if (data.type === 'failed') this.answered();
    }
  }
  draw() {
    const { asked: id, spec, key, drawers } = this;
    drawers.forEach((one, k) =>
      one.postMessage({ type: 'draws', id, spec, key, first: k, step: drawers.length, count: DRAWS }),
    );
  }
}
