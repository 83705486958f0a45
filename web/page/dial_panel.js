// The dials as sliders. While one is moved the answer follows; where it rests is one step of undo.
import { h } from './dom.js';
import { DIALS } from './dials.js';
import { Kept } from './kept.js';

export class DialPanel {
  constructor({ drag, settled }) {
    Object.assign(this, { drag, settled, kept: new Kept() });
  }
  dial(dial, T) {
    const { name, min, max, step, show } = dial,
      output = h('output', {}),
      input = h('input', {
        type: 'range',
        min,
        max,
        step,
        'data-dial': name,
        oninput: () => {
          output.textContent = show(+input.value);
          this.drag((s) => dial.set(s, +input.value));
        },
        onchange: () => this.settled(true),
      });
    this.rows.push({ dial, input, output });
    return h('label', { class: 'dial' }, h('span', {}, T.dial[name]), output, input);
  }
  part(spec, T) {
    const node = this.kept.part('dials', [T], () => {
      this.rows = [];
      return h(
        'section',
        { class: 'panel', 'aria-labelledby': 'dials' },
        h('h2', { id: 'dials' }, T.dials),
        DIALS.map((dial) => this.dial(dial, T)),
        h('p', { class: 'soft' }, T.dialsKey),
      );
    });
    for (const { dial, input, output } of this.rows) {
      input.value = dial.get(spec);
      input.disabled = !dial.works(spec);
      output.textContent = dial.show(dial.get(spec));
    }
    return node;
  }
}
