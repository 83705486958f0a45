// The workers behind the scenario: one answers questions, the others draw futures, and the first of them runs the years without
// measures. A question that has become old is not answered.
import { baselineKey } from './change.js';

export const DRAWS = 400;
const PAUSE = 400; // ms without a change before futures are drawn

export class EngineCaller {
  // hear: {opened, answer, trade, draw, why, failed}, functions of the message
  constructor(source, hear) {
    Object.assign(this, { hear, asked: 0, shown: 0, key: null, spec: null });
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
    this.key = null;
    this.shown = ++this.asked; // nothing that is still on its way is of this world
    this.all({ type: 'open', wasm, file });
  }
  // live: one of many questions while something is being dragged; the one that is being computed is not ended for it.
  ask(spec, { authority, live = false }) {
    this.asked++;
    this.spec = spec;
    clearTimeout(this.later);
    this.drawers.forEach((one) => one.postMessage({ type: 'stop' }));
    const key = baselineKey(spec);
    if (this.key !== key) this.drawers[0].postMessage({ type: 'baseline', spec, key });
    this.key = key;
    this.worker.postMessage({ type: 'ask', id: this.asked, spec, key, authority, live });
  }
  why(site) {
    this.worker.postMessage({ type: 'why', site, id: this.asked });
  }
  take(data) {
    if (data.type === 'base') {
      if (data.base.key === this.key) this.all(data);
    } else if (data.type === 'answer') {
      if (data.id <= this.shown) return;
      this.shown = data.id;
      this.hear.answer(data.answer);
    } else if (data.type === 'opened') this.hear.opened(data);
    else if (data.id === this.asked || data.id === undefined) {
      if (data.type === 'trade') this.later = setTimeout(() => this.draw(), PAUSE);
      this.hear[data.type]?.(data);
    }
  }
  draw() {
    const { asked: id, spec, key, drawers } = this;
    drawers.forEach((one, k) =>
      one.postMessage({ type: 'draws', id, spec, key, first: k, step: drawers.length, count: DRAWS }),
    );
  }
}
