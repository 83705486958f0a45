// The panel that runs many draws on the server and shows what comes back.
import { h, select, table, usd } from './dom.js';
import { save } from './save.js';
import { runNatively } from './served.js';

const COUNTS = [100, 400, 1000, 2000, 5000, 10000];

export class ServedPanel {
  // server: its status; yaml: the scenario as it stands; draw: show the page anew
  constructor({ server, yaml, draw }) {
    Object.assign(this, { server, yaml, draw, draws: 1000, at: null, result: null, text: null, error: '' });
    this.counts = COUNTS.filter((n) => n <= server.limits.draws);
    if (!this.counts.includes(this.draws)) this.draws = this.counts.at(-1) ?? server.limits.draws;
  }

  async run() {
    const abort = (this.abort = new AbortController()),
      text = this.yaml();
    Object.assign(this, { at: { done: 0 }, result: null, error: '', text });
    this.draw();
    try {
      this.result = await runNatively(text, this.draws, abort.signal, (line) => {
        this.at = line;
        this.show();
      });
    } catch (error) {
      if (!abort.signal.aborted) this.error = String(error.message ?? error);
    }
    this.at = null;
    this.draw();
  }

  // Progress moves without drawing the page anew.
  show() {
    const bar = document.getElementById('native-progress'),
      words = document.getElementById('native-at');
    if (bar && this.at.type === 'progress') bar.value = this.at.done;
    if (words) words.textContent = this.words(this.T);
  }
  words(T) {
    return this.at?.type === 'waiting' && this.at.ahead > 0 ? T.nativeAhead(this.at.ahead) : `${Math.round(100 * (this.at?.done ?? 0))} %`;
  }

  answer(T) {
    const one = this.result.variants[0],
      band = (range) => (range ? `${usd(range.p50)} (${usd(range.p05)} – ${usd(range.p95)})` : ''),
      rows = one.by_region.filter((row) => row.range).sort((a, b) => b.range.p50 - a.range.p50).slice(0, 8);
    return [
      h('p', {}, `${T.nativeDone(one.draws)} ${band(one.lost_value_added_range) || usd(one.lost_value_added)}`),
      this.text === this.yaml() ? null : h('p', { class: 'soft' }, T.nativeOld),
      table(
        T.native,
        [T.regions, T.nativeBand],
        rows.map((row) => [row.region, band(row.range)]),
      ),
      h('p', { class: 'soft' }, `${T.nativeDigest} ${one.ensemble_digest}`),
      h(
        'button',
        {
          id: 'native-save',
          onclick: () => save(`${one.name}.json`, 'application/json', JSON.stringify(this.result, null, 2)),
        },
        'JSON',
      ),
    ];
  }

  part(T) {
    this.T = T;
    const busy = this.at !== null;
    return h(
      'section',
      { id: 'native', 'aria-labelledby': 'native-title' },
      h('h2', { id: 'native-title' }, T.native),
      h('p', { class: 'soft' }, T.nativeKey(this.server.threads)),
      h(
        'div',
        { class: 'tools' },
        select(
          'native-draws',
          this.counts.map((n) => [String(n), T.nativeDraws(n)]),
          T.native,
          String(this.draws),
          (e) => (this.draws = Number(e.target.value)),
        ),
        busy
          ? h('button', { id: 'native-stop', onclick: () => this.abort.abort() }, T.nativeStop)
          : h('button', { id: 'native-run', onclick: () => this.run() }, T.nativeRun),
        busy
          ? h('progress', { id: 'native-progress', max: 1, value: this.at.done ?? 0, 'aria-label': T.native })
          : null,
        busy ? h('span', { id: 'native-at', role: 'status' }, this.words(T)) : null,
      ),
      this.error ? h('p', { role: 'alert' }, this.error) : null,
      this.result ? this.answer(T) : null,
    );
  }
}
