// Measures in time: a bar to drag, days to write, days on which a measure rests, and a form for one more.
import { h, select } from './dom.js';
import { isoDay, dayOf } from './days.js';
import { drop, move } from './measures.js';
import { Kept, settle } from './kept.js';

const STEP = { ArrowLeft: -1, ArrowRight: 1, PageUp: 30, PageDown: -30 };
// What the timeline says of a measure.
const said = (m) => JSON.stringify([m.title, m.citation, m.link, m.announced, m.from, m.until, m.suspended]);

export class Timeline {
  // edit(change): a change of the spec that is one step of undo; drag(change): one of many, ended by settled(keep).
  constructor({ edit, drag, settled }) {
    Object.assign(this, { edit, drag, settled, kept: new Kept() });
    this.list = h('ul', { class: 'timeline' });
  }
  changeOne(id, change) {
    this.edit((s) => change(s.measures.find((one) => one.id === id)));
  }

  /* ---- one measure ---- */

  bar(m) {
    const { spec, T } = this;
    const at = (day) => Math.min(100, Math.max(0, (100 * ((day ?? Infinity) - spec.start)) / spec.days));
    const span = (from, until, className) =>
      h('i', { class: className, style: `left:${at(from)}%;width:${Math.max(0, at(until) - at(from))}%` });
    const shifted = (days) => (s) =>
      move(
        s.measures.find((one) => one.id === m.id),
        m.from + days,
        m.announced + Math.min(0, days),
      );
    const line = h(
      'div',
      {
        class: 'bar-line',
        tabindex: 0,
        role: 'slider',
        'data-bar': m.id,
        'aria-label': `${T.from}: ${m.title}`,
        'aria-valuemin': spec.start,
        'aria-valuemax': spec.start + spec.days,
        'aria-valuenow': Math.max(spec.start, Math.min(m.from, spec.start + spec.days)),
        'aria-valuetext': m.from > -1e6 ? isoDay(m.from) : T.ever,
        title: T.barKeys,
        onkeydown: (e) => {
          if (!STEP[e.key] || !(m.from > -1e6)) return;
          e.preventDefault();
          this.edit(shifted(STEP[e.key] * (e.shiftKey ? 7 : 1)));
        },
      },
      span(m.announced, m.from, 'announced'),
      span(m.from, m.until, 'force'),
      (m.suspended ?? []).map((p) => span(p.from, p.until, 'paused')),
    );
    line.addEventListener('pointerdown', (e) => {
      if (!(m.from > -1e6) || e.button !== 0) return;
      const width = line.clientWidth,
        x = e.clientX,
        date = line.closest('li').querySelector(`[data-date="${CSS.escape(m.id)}.from"]`);
      let days = 0;
      line.setPointerCapture(e.pointerId);
      line.onpointermove = (event) => {
        line.style.transform = `translateX(${event.clientX - x}px)`;
        const now = Math.round(((event.clientX - x) / width) * spec.days);
        if (now === days) return;
        days = now;
        date.value = isoDay(m.from + days);
        this.drag(shifted(days));
      };
      line.onpointerup = line.onpointercancel = (event) => {
        line.onpointermove = line.onpointerup = line.onpointercancel = null;
        line.style.transform = '';
        const keep = event.type === 'pointerup' && days !== 0;
        if (!keep) date.value = isoDay(m.from);
        this.settled(keep);
      };
    });
    return line;
  }
  date(m, key) {
    const { T } = this;
    return h(
      'label',
      {},
      T[key],
      h('input', {
        type: 'date',
        'aria-label': `${T[key]}: ${m.title}`,
        'data-date': `${m.id}.${key}`,
        value: m[key] != null && Math.abs(m[key]) < 1e6 ? isoDay(m[key]) : '',
        onchange: (e) => {
          const day = e.target.value ? dayOf(e.target.value) : null;
          this.changeOne(m.id, (one) => {
            if (key === 'announced' && day != null) one.announced = Math.min(day, one.from);
            if (key === 'from' && day != null) move(one, day);
            if (key === 'until') one.until = day != null && day <= one.from ? one.from + 1 : day;
            if (key === 'until') move(one, one.from, one.announced);
          });
        },
      }),
    );
  }
  // Days on which a measure rests: each may be moved or taken away, and another added.
  suspensions(m) {
    const { spec, T } = this;
    const change = (action) =>
      this.changeOne(m.id, (one) => {
        one.suspended ??= [];
        action(one.suspended);
        one.suspended.sort((a, b) => a.from - b.from);
      });
    const date = (pause, k, key) =>
      h('input', {
        type: 'date',
        'aria-label': `${T.suspended}, ${T[key]}: ${m.title}`,
        'data-date': `${m.id}.${k}.${key}`,
        value: pause[key] != null ? isoDay(pause[key]) : '',
        onchange: (e) => {
          const day = e.target.value ? dayOf(e.target.value) : null;
          change((list) => {
            if (key === 'until' || day != null) list[k][key] = day;
            if (list[k].until != null && list[k].until <= list[k].from) list[k].until = list[k].from + 1;
          });
        },
      });
    return h(
      'details',
      { open: Boolean(m.suspended?.length) },
      h('summary', {}, `${T.suspended}: ${m.suspended?.length ?? 0}`),
      (m.suspended ?? []).map((pause, k) =>
        h(
          'div',
          { class: 'dates' },
          date(pause, k, 'from'),
          date(pause, k, 'until'),
          h(
            'button',
            {
              'aria-label': `${T.remove}: ${T.suspended}, ${m.title}`,
              onclick: () => change((list) => list.splice(k, 1)),
            },
            '×',
          ),
        ),
      ),
      h(
        'button',
        {
          class: 'small',
          'data-suspend': m.id,
          onclick: () =>
            change((list) => {
              const from = Math.max(m.from, spec.start, ...list.map((one) => one.until ?? one.from + 1)) + 90;
              list.push({ from, until: from + 365, citation: 'hypothetical' });
            }),
        },
        T.suspend,
      ),
    );
  }
  measure(m) {
    const { T } = this;
    return h(
      'li',
      {},
      h(
        'div',
        { class: 'title' },
        h('span', { lang: 'en' }, m.title),
        m.link
          ? h('a', { href: m.link, rel: 'noreferrer', title: m.citation }, m.citation || T.law)
          : h('small', {}, m.citation),
        h(
          'button',
          {
            class: 'remove small',
            'data-remove': m.id,
            'aria-label': `${T.remove}: ${m.title}`,
            onclick: () => this.edit((s) => drop(s, m.id)),
          },
          '×',
        ),
      ),
      this.bar(m),
      h('div', { class: 'dates' }, this.date(m, 'announced'), this.date(m, 'from'), this.date(m, 'until')),
      this.suspensions(m),
    );
  }

  /* ---- all of them ---- */

  // Years under the bars.
  years() {
    const { start, days } = this.spec,
      first = +isoDay(start).slice(0, 4),
      last = +isoDay(start + days - 1).slice(0, 4);
    return h(
      'div',
      { class: 'years', 'aria-hidden': 'true' },
      Array.from({ length: last - first + 1 }, (_, k) => {
        const at = Math.max(0, dayOf(`${first + k}-01-01`) - start) / days;
        return at < 0.94 ? h('span', { style: `left:${100 * at}%` }, first + k) : null;
      }),
    );
  }
  addForm(facts) {
    const { T } = this,
      regions = facts.regionId.map((r, k) => [r, facts.regionName[k]]);
    const add = (f) => (s) => {
      const from = dayOf(f.get('day')) ?? s.start,
        used = new Set(s.measures.map((one) => one.id));
      let k = s.measures.length + 1;
      while (used.has(`page-${f.get('effect')}-${k}`)) k++;
      s.measures.push({
        id: `page-${f.get('effect')}-${k}`,
        title: `${T[f.get('effect')]}: ${f.get('group')}, ${f.get('origin')} → ${f.get('to')}`,
        citation: 'hypothetical',
        link: '',
        authority: f.get('effect') === 'duty' && f.get('to') !== '*' ? f.get('to') : f.get('origin'),
        certainty: 'hypothetical',
        effect: f.get('effect'),
        items: [`group:${f.get('group')}`],
        origins: [f.get('origin')],
        destinations: [f.get('to')],
        announced: from,
        from,
        until: null,
        terms: f.get('effect') === 'duty' ? { rate: 0.25 } : {},
      });
    };
    return h(
      'form',
      {
        class: 'add',
        onsubmit: (e) => {
          e.preventDefault();
          this.edit(add(new FormData(e.target)));
          this.list.lastChild.scrollIntoView({ block: 'nearest' });
        },
      },
      select(
        'effect',
        ['ban', 'licence', 'duty'].map((e) => [e, T[e]]),
        T.effect,
      ),
      select(
        'group',
        facts.groupId.map((g) => [g, g]),
        T.group,
      ),
      select('origin', regions, T.origin, 'CHN'),
      select('to', [['*', T.world], ...regions], T.destination),
      h('input', {
        type: 'date',
        name: 'day',
        'aria-label': T.day,
        value: isoDay(this.spec.start + 365),
        required: true,
      }),
      h('button', { id: 'add' }, T.add),
    );
  }
  part(spec, facts, T) {
    Object.assign(this, { spec, T });
    const span = `${spec.start} ${spec.days}`;
    settle(
      this.list,
      spec.measures.map((m) => this.kept.part(m.id, [T, span, said(m)], () => this.measure(m))),
    );
    return this.kept.part('whole', [T, span, facts], () =>
      h(
        'section',
        { class: 'panel', 'aria-labelledby': 'measures' },
        h('h2', { id: 'measures' }, T.measures),
        h(
          'p',
          { class: 'legend' },
          h('i', { class: 'announced' }),
          T.announced,
          h('i', { class: 'force' }),
          T.inForce,
          h('i', { class: 'paused' }),
          T.suspended,
        ),
        this.years(),
        this.list,
        this.addForm(facts),
      ),
    );
  }
}
