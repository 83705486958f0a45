// Asks the worker of law and game, which is made when it is asked for the first time.
import { readModule, workerSource } from './source.js';

export class ViewsCaller {
  constructor() {
    this.waiting = new Map();
    this.count = 0;
  }
  async start() {
    const [wasm, source] = await Promise.all([readModule('views'), workerSource('views')]);
    this.worker = new Worker(source);
    this.worker.onmessage = ({ data }) => {
      const { done, failed } = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.error) failed(new Error(data.error));
      else done(data.result);
    };
    await this.post('open', { wasm });
  }
  post(type, message) {
    const id = ++this.count;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.worker.postMessage({ id, type, ...message });
    });
  }
  async call(type, message) {
    this.started ??= this.start();
    await this.started;
    return this.post(type, message);
  }
}
