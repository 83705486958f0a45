// A deal or a bill of materials against the law: form or text on one side, what each regime answers on the other.
import { h, select, table } from './dom.js';
import { dayOf } from './days.js';
import { dealForm, toText } from './law_form.js';
import { save } from './save.js';
import { readWorkbook } from './xlsx.js';

const EXAMPLES = ['motor.yaml', 'magnet.yaml', 'customer.yaml', 'lines.csv'];
const WEIGHT = [
  'none',
  'not caught',
  'subject',
  'exempt',
  'licence, normally granted',
  'licence, case by case',
  'licence, refused in principle',
  'prohibited',
  'indeterminate',
  'clash',
];
const tone = (outcome) =>
  ['prohibited', 'clash', 'licence, refused in principle'].includes(outcome)
    ? 'bad'
    : outcome === 'indeterminate'
      ? 'open'
      : outcome?.startsWith('licence')
        ? 'care'
        : 'free';
const money = (amount, currency = '') =>
  `${Number(amount).toLocaleString('en', { maximumFractionDigits: 2 })} ${currency}`.trim();
const csvCell = (value) =>
  /[",\n]/.test(String(value ?? '')) ? `"${String(value).replaceAll('"', '""')}"` : (value ?? '');

// call(type, deal): the module's answer. readText(name): a file of the page. regions: [[id, name]]. share(value): the
// user wants a link.
export class LawView {
  constructor({ call, readText, regions, draw, share }) {
    Object.assign(this, { call, readText, regions, draw, share });
    this.state = {
      name: '',
      text: '',
      table: false,
      on: '',
      known: '',
      mode: 'form',
      readings: new Map(),
      line: 0,
      trace: false,
    };
    this.answer = null;
    this.tree = null;
    this.asked = 0;
  }
  async open(words, shared) {
    this.words = words;
    await (shared ? this.take(shared) : this.example(EXAMPLES[0]));
  }
  async example(name) {
    this.given = await this.readText(`data/${name}`);
    await this.load(name, this.given);
  }
  // more: what is not in the text.
  async load(name, text, more = {}) {
    const table = /\.(csv|xlsx)$/i.test(name);
    Object.assign(this.state, { name, text, table, on: '', known: '', line: 0, trace: false, book: null, wrong: '' });
    this.state.readings.clear();
    if (table) Object.assign(this.state, { mode: 'text', on: new Date().toISOString().slice(0, 10) });
    await this.readTree();
    Object.assign(this.state, more);
    await this.check();
  }
  async openFile(file) {
    if (/\.xlsx$/i.test(file.name)) return this.openSheet(file.name, new Uint8Array(await file.arrayBuffer()));
    return this.load(file.name, await file.text());
  }
  async openSheet(name, bytes, sheet = null) {
    try {
      const { sheets, csv } = await readWorkbook(bytes, sheet);
      const { on, known } = this.state,
        days = sheet ? { on, known } : {};
      await this.load(name, csv, { book: { bytes, sheets, sheet: sheet ?? sheets[0] }, ...days });
    } catch (error) {
      Object.assign(this.state, {
        name,
        text: '',
        table: true,
        book: null,
        wrong: error.message === 'limit' ? 'tooLarge' : 'noWorkbook',
      });
      this.answer = null;
      this.tree = null;
      this.draw();
    }
  }
  // What a link carries: an example by its name, else the text.
  shared() {
    const { name, text, on, known, mode, line, readings } = this.state;
    const own = EXAMPLES.includes(name) && text === this.given ? {} : { text };
    return {
      name,
      ...own,
      on,
      known,
      mode,
      line,
      readings: [...readings.keys()].map((choice) => [choice, this.reading(choice)]),
    };
  }
  reading(choice) {
    const taken = this.state.readings.get(choice);
    return this.words.choices.find((one) => one.choice === choice).readings.find((one) => one.reading === taken).name;
  }
  async take({ name, text, on, known, mode, line, readings }) {
    this.given = EXAMPLES.includes(name) ? await this.readText(`data/${name}`) : null;
    await this.load(String(name), String(text ?? this.given ?? ''), { on, known, mode, line });
    for (const [choice, reading] of readings ?? []) this.setReading(choice, reading);
    if (readings?.length) await this.check();
  }
  async readTree() {
    const { name, text, table } = this.state;
    this.tree = table ? null : ((await this.call('tree', { name, text })).tree ?? null);
    if (!this.tree || typeof this.tree !== 'object' || Array.isArray(this.tree)) this.tree = null;
    if (this.tree?.on) this.state.on = this.tree.on;
    if (this.tree?.known) this.state.known = this.tree.known;
  }
  async check() {
    const { name, text, table, on, known, trace, readings } = this.state,
      asked = ++this.asked;
    const answer = await this.call('check', {
      name,
      text,
      table,
      on: on ? dayOf(on) : null,
      known: known ? dayOf(known) : null,
      trace,
      readings: [...readings.values()],
    });
    if (asked !== this.asked) return;
    this.answer = answer;
    if (this.state.line >= (answer.determinations?.length ?? 0)) this.state.line = 0;
    document.body.dataset.lawDigest = answer.determinations?.[this.state.line]?.digest ?? 'none';
    this.draw();
  }
  edited(again = true) {
    this.state.text = toText(this.tree);
    if (again) this.check();
    else this.draw();
  }

  /* ---- what is asked ---- */

  head(T) {
    const { state } = this,
      W = T.lawView;
    const day = (key) =>
      h(
        'label',
        { class: 'field' },
        W[key],
        h('input', {
          type: 'date',
          name: `law-${key}`,
          value: state[key],
          onchange: (e) => {
            state[key] = e.target.value;
            if (this.tree) {
              if (e.target.value) this.tree[key] = e.target.value;
              else delete this.tree[key];
              this.edited();
            } else this.check();
          },
        }),
      );
    const file = h('input', {
      type: 'file',
      id: 'law-file',
      class: 'hidden',
      accept: '.yaml,.yml,.json,.csv,.xlsx',
      'aria-label': W.openFile,
      tabindex: -1,
      onchange: async (e) => {
        const [chosen] = e.target.files;
        if (chosen) await this.openFile(chosen);
      },
    });
    const mode = (key) =>
      h(
        'button',
        {
          'aria-pressed': String(state.mode === key),
          'data-mode': key,
          disabled: key === 'form' && !this.tree,
          onclick: () => ((state.mode = key), this.draw()),
        },
        W[key],
      );
    return h(
      'section',
      { class: 'panel', 'aria-labelledby': 'law-deal' },
      h('h2', { id: 'law-deal' }, W.deal),
      h(
        'div',
        { class: 'tools' },
        select(
          'example',
          [['', W.examples], ...EXAMPLES.map((name) => [name, W.example[name]])],
          W.examples,
          EXAMPLES.includes(state.name) ? state.name : '',
          (e) => e.target.value && this.example(e.target.value),
        ),
        h('button', { id: 'law-open', onclick: () => file.click() }, W.openFile),
        file,
        mode('form'),
        mode('text'),
        h('button', { id: 'law-share', onclick: () => this.share(this.shared()) }, T.share),
      ),
      this.sheets(W),
      h('div', { class: 'row' }, day('on'), day('known')),
      state.mode === 'form' && this.tree
        ? dealForm({
            tree: this.tree,
            words: this.words,
            regions: this.regions,
            changed: (again) => this.edited(again),
            T: { ...T, ...W },
          })
        : this.textArea(W),
    );
  }
  // Which sheet of a workbook.
  sheets(W) {
    const { book, name } = this.state;
    if (!book || book.sheets.length < 2) return null;
    const take = (e) => this.openSheet(name, book.bytes, e.target.value);
    return h(
      'label',
      { class: 'field' },
      W.sheet,
      select(
        'sheet',
        book.sheets.map((one) => [one, one]),
        W.sheet,
        book.sheet,
        take,
      ),
    );
  }
  textArea(W) {
    const area = h('textarea', {
      id: 'law-text',
      spellcheck: 'false',
      rows: 22,
      'aria-label': W.text,
      onchange: async (e) => {
        this.state.text = e.target.value;
        this.state.table =
          !/^[\s\S]*?\w+:(\s|$)/.test(e.target.value.split('\n')[0]) &&
          e.target.value.split('\n')[0].includes(',') &&
          !/^\s*[{[]/.test(e.target.value);
        await this.readTree();
        await this.check();
      },
    });
    area.value = this.state.text;
    return h('div', {}, h('p', { class: 'soft' }, W.paste), area);
  }

  /* ---- what the law answers ---- */

  badge(T, outcome) {
    return h('span', { class: `badge ${tone(outcome)}` }, T.lawView.outcome[outcome] ?? outcome);
  }
  cited(one) {
    const words = [one.citation, one.article].filter(Boolean).join(', ');
    return one.link ? h('a', { href: one.link, rel: 'noreferrer' }, words || one.link) : h('span', {}, words);
  }
  problems(T) {
    const list = this.answer?.diagnostics ?? [];
    if (list.length === 0) return null;
    return h(
      'section',
      { class: 'panel', role: 'alert' },
      h('h2', {}, T.lawView.problems),
      h(
        'ul',
        {},
        list.map((one) =>
          h(
            'li',
            {},
            one.line ? h('b', {}, `${T.lawView.line} ${one.line}${one.column ? `:${one.column}` : ''}. `) : '',
            one.message,
            one.hint ? h('span', { class: 'soft' }, ` ${one.hint}`) : '',
          ),
        ),
      ),
    );
  }
  lines(T) {
    const all = this.answer.determinations;
    if (all.length < 2) return null;
    const W = T.lawView;
    return table(
      W.lines,
      [W.deal, W.item, W.answer, ''],
      all.map((one, k) => [
        one.deal,
        one.item,
        this.badge(T, one.verdict.outcome),
        h(
          'button',
          {
            'data-line': k,
            'aria-pressed': String(k === this.state.line),
            onclick: () => ((this.state.line = k), (document.body.dataset.lawDigest = one.digest), this.draw()),
          },
          W.show,
        ),
      ]),
    );
  }
  list(title, rows, draw) {
    return rows?.length
      ? [
          h('h4', {}, title),
          h(
            'ul',
            {},
            rows.map((row) => h('li', {}, draw(row))),
          ),
        ]
      : null;
  }
  rule(one) {
    return [
      one.says || one.rule,
      ' ',
      h('small', {}, this.cited(one)),
      one.grade ? h('small', { class: 'soft' }, ` · ${one.grade}`) : '',
    ];
  }
  todo(W, one) {
    const term = one.term;
    return [
      h('b', {}, W.todo[one.do] ?? one.do),
      one.to ? ` → ${one.to}` : '',
      one.what ? `: ${one.what}` : '',
      term ? ` · ${term.days} ${term.working_days ? W.workingDays : W.days} ${W[term.relation]} ${term.event}` : '',
      term?.due ? [' · ', h('time', {}, term.due), term.event_assumed ? ` (${W.assumed})` : ''] : '',
      one.keep_years ? ` · ${one.keep_years} ${W.years}${one.keep_until ? `, ${W.until} ${one.keep_until}` : ''}` : '',
      ' ',
      h('small', {}, this.cited(one)),
    ];
  }
  readings(W, list) {
    if (!list?.length) return null;
    return [
      h('h4', {}, W.contested),
      h(
        'ul',
        {},
        list.map((one) =>
          h(
            'li',
            {},
            h('b', {}, W.outcome[one.outcome] ?? one.outcome),
            `: ${one.says ?? one.reading} `,
            one.taken
              ? h('small', {}, W.taken)
              : h(
                  'button',
                  {
                    class: 'small',
                    'data-reading': one.reading,
                    onclick: () => (this.setReading(one.choice, one.reading), this.check()),
                  },
                  W.take,
                ),
          ),
        ),
      ),
      this.state.readings.size
        ? h('button', { class: 'small', onclick: () => (this.state.readings.clear(), this.check()) }, W.ownReadings)
        : null,
    ];
  }
  setReading(choice, name) {
    const reading = this.words.choices.find((one) => one.choice === choice)?.readings.find((one) => one.name === name);
    if (reading) this.state.readings.set(choice, reading.reading);
  }
  shareOf(W, one) {
    const at =
      one.low_percent === one.high_percent ? one.low_percent : `${one.low_percent ?? '?'} … ${one.high_percent ?? '?'}`;
    return [
      `${one.of ?? ''}: ${typeof at === 'number' ? at.toPrecision(4) : at} % ${one.relation} ${one.threshold_percent} %: ${W.truth[one.reached] ?? one.reached}`,
      h(
        'ul',
        {},
        one.components.map((part) =>
          h(
            'li',
            {},
            `${part.item ?? ''} · ${W.part[part.kind]}${part.amount != null ? ` · ${money(part.amount, one.unit)}` : ''}`,
            part.why ? h('code', {}, part.why) : '',
          ),
        ),
      ),
    ];
  }
  // What to find out first: facts by how many regimes wait for them.
  missingFacts(W, regimes) {
    const asked = new Map();
    for (const regime of regimes)
      for (const fact of regime.missing) {
        const key = `${fact.subject} ${fact.name} ${fact.fact}`;
        if (!asked.has(key)) asked.set(key, { ...fact, regimes: 0 });
        asked.get(key).regimes++;
      }
    const list = [...asked.values()].sort((a, b) => b.regimes - a.regimes);
    return list.length
      ? h(
          'section',
          { class: 'panel', id: 'law-missing' },
          h('h3', {}, `${W.missing} (${list.length})`),
          h(
            'ul',
            {},
            list
              .slice(0, 12)
              .map((fact) =>
                h(
                  'li',
                  {},
                  h('b', {}, [fact.name, fact.fact].filter(Boolean).join(': ')),
                  fact.question ? ` ${fact.question}` : '',
                  h('span', { class: 'soft' }, ` · ${W.inRegimes(fact.regimes)}`),
                ),
              ),
          ),
        )
      : null;
  }
  regime(T, one) {
    const W = T.lawView,
      found = (kind) => one.rules.filter((rule) => rule.finding === kind);
    const certain = [
      W.certainty[one.certainty] ?? one.certainty,
      one.contested && W.isContested,
      one.unchecked && W.unchecked,
    ]
      .filter(Boolean)
      .join(' · ');
    const open = ['bad', 'care'].includes(tone(one.outcome)),
      revived = found('would apply').filter((rule) => rule.condition === 'true');
    return h(
      'details',
      { class: `regime ${tone(one.outcome)}`, open },
      h(
        'summary',
        {},
        this.badge(T, one.outcome),
        ' ',
        h('b', {}, one.title || one.regime),
        one.missing.length ? h('span', { class: 'soft' }, ` · ${W.missing}: ${one.missing.length}`) : '',
        revived.length ? h('span', { class: 'soft' }, ` · ${W.revived}: ${W.outcome[revived[0].outcome]}`) : '',
      ),
      h(
        'p',
        { class: 'soft' },
        this.cited(one),
        certain ? ` · ${certain}` : '',
        one.state ? ` · ${W.state[one.state] ?? one.state}` : '',
        one.verified_through ? ` · ${W.verified} ${one.verified_through}` : '',
      ),
      one.as_announced && one.as_announced !== one.outcome
        ? h('p', {}, `${W.announced} `, this.badge(T, one.as_announced))
        : null,
      one.least && one.most && one.least !== one.most
        ? h('p', {}, `${W.between} ${W.outcome[one.least] ?? one.least} … ${W.outcome[one.most] ?? one.most}`)
        : null,
      this.list(W.because, found('holds'), (rule) => this.rule(rule)),
      this.list(W.openRules, found('open'), (rule) => this.rule(rule)),
      this.list(W.silenced, found('silenced'), (rule) => [
        this.rule(rule),
        rule.silenced_by ? h('small', {}, ` ← ${rule.silenced_by}`) : '',
      ]),
      this.list(W.obligations, one.obligations, (todo) => this.todo(W, todo)),
      this.list(W.missing, one.missing, (fact) => [
        h('b', {}, [fact.name, fact.fact].filter(Boolean).join(': ')),
        fact.question ? ` ${fact.question}` : '',
      ]),
      this.readings(W, one.readings),
      this.list(W.shares, one.shares, (share) => this.shareOf(W, share)),
      this.list(
        W.names,
        one.names,
        (name) =>
          `${name.party}: ${W.match[name.match] ?? name.match}${name.entity ? ` ${name.entity}` : ''} (${name.list_title ?? name.list})`,
      ),
      this.list(W.revived, found('would apply'), (rule) => [
        this.badge(T, rule.outcome),
        ' ',
        this.rule(rule),
        rule.provision?.state ? ` · ${W.state[rule.provision.state] ?? rule.provision.state}` : '',
        rule.provision?.next_change ? [' · ', h('time', {}, rule.provision.next_change)] : '',
      ]),
      one.next_change
        ? h(
            'p',
            { class: 'soft' },
            `${W.nextChange} ${one.next_change}`,
            one.next_other_answer
              ? ` · ${W.otherAnswer} ${one.next_other_answer.on}: ${W.outcome[one.next_other_answer.outcome] ?? one.next_other_answer.outcome}`
              : '',
          )
        : null,
    );
  }
  amounts(W, title, part, key) {
    if (!part?.lines?.length) return null;
    return h(
      'section',
      {},
      h('h3', {}, title),
      table(
        title,
        [title, W.rate, W.amount, W.reason, W.citation],
        part.lines.map((line) => [
          line.title || line[key],
          line.rate_percent != null
            ? `${line.rate_percent} %`
            : line.rate != null
              ? `${line.rate}${line.units != null ? ` × ${line.units}` : ''}`
              : '',
          line.amount != null ? money(line.amount, line.currency) : '',
          [W.lineReason[line.reason] ?? line.reason, line.by ? ` (${line.by})` : ''],
          this.cited(line),
        ]),
      ),
      h(
        'p',
        {},
        h('b', {}, `${W.total}: `),
        part.totals
          .map(
            (total) =>
              money(total.amount, total.currency) + (total.open_lines ? ` + ${total.open_lines} ${W.openLines}` : ''),
          )
          .join(', '),
      ),
    );
  }
  // Whose answer changes: the regime of the rule, or the regimes where a value gives another outcome.
  asksIt(one) {
    const ids = one.rule
      ? [one.rule.split('/')[0]]
      : (one.values ?? []).flatMap((value) => (value.regimes ?? []).map((regime) => regime.regime));
    const titles = new Map(
      this.answer.determinations[this.state.line].regimes.map((regime) => [regime.regime, regime.title]),
    );
    return [...new Set(ids)].map((id) => titles.get(id) || id).join('; ');
  }
  flips(W, list) {
    return list?.length
      ? h(
          'section',
          {},
          h('h3', {}, W.flips),
          h(
            'ul',
            {},
            list.map((one) =>
              h(
                'li',
                {},
                h('b', {}, [one.name, one.fact].filter(Boolean).join(': ')),
                one.values
                  ? one.values
                      .map((value) => ` · ${value.value} → ${W.outcome[value.verdict] ?? value.verdict}`)
                      .join('')
                  : ` ${W.crossed} ${money(one.crossed_at, one.unit)}`,
                h('small', { class: 'soft' }, ` · ${this.asksIt(one)}`),
              ),
            ),
          ),
        )
      : null;
  }
  trace(W, list) {
    if (!list)
      return h('button', { id: 'law-trace', onclick: () => ((this.state.trace = true), this.check()) }, W.showTrace);
    return h(
      'section',
      {},
      h('h3', {}, W.trace),
      h(
        'ol',
        { class: 'trace', tabindex: 0, 'aria-label': W.trace },
        list.map((line) =>
          h(
            'li',
            { class: line.truth, style: `margin-left:${line.depth}em` },
            h('span', { class: 'truth' }, W.truth[line.truth] ?? line.truth),
            ' ',
            h('code', {}, line.what),
            line.found ? h('b', {}, ` ${line.found}`) : '',
            line.place ? h('small', { class: 'soft' }, ` ${line.place.file}:${line.place.line}`) : '',
          ),
        ),
      ),
    );
  }
  exports(W, one) {
    const name = (this.state.name || 'deal').replace(/\.\w+$/, '');
    const rows = () =>
      [
        [
          'deal',
          'item',
          'regime',
          'outcome',
          'as_announced',
          'certainty',
          'contested',
          'missing',
          'next_change',
          'digest',
        ],
        ...this.answer.determinations.flatMap((all) =>
          all.regimes.map((regime) => [
            all.deal,
            all.item,
            regime.regime,
            regime.outcome,
            regime.as_announced,
            regime.certainty,
            regime.contested,
            regime.missing.map((fact) => fact.fact).join('; '),
            regime.next_change,
            all.digest,
          ]),
        ),
      ]
        .map((row) => row.map(csvCell).join(','))
        .join('\n');
    return h(
      'div',
      { class: 'tools' },
      h(
        'button',
        {
          id: 'law-json',
          onclick: () => save(`${name}.json`, 'application/json', `${JSON.stringify(one, null, 2)}\n`),
        },
        W.asJson,
      ),
      h('button', { id: 'law-csv', onclick: () => save(`${name}-regimes.csv`, 'text/csv', rows()) }, W.asCsv),
      h(
        'button',
        {
          id: 'law-save',
          onclick: () => save(this.state.table ? `${name}.csv` : `${name}.yaml`, 'text/plain', this.state.text),
        },
        W.asDeal,
      ),
      h(
        'button',
        { id: 'to-deal', class: 'jump', onclick: () => document.getElementById('law-open').focus() },
        `${W.deal} ↓`,
      ),
    );
  }
  result(T) {
    const W = T.lawView;
    if (this.state.wrong) return [h('p', { class: 'panel', role: 'alert' }, W[this.state.wrong])];
    if (!this.answer) return [];
    const one = this.answer.determinations?.[this.state.line];
    if (!one) return [this.problems(T)];
    const verdict = one.verdict,
      sorted = [...one.regimes].sort((a, b) => WEIGHT.indexOf(b.outcome) - WEIGHT.indexOf(a.outcome));
    const caught = sorted.filter(
        (regime) =>
          WEIGHT.indexOf(regime.outcome) > 1 ||
          regime.rules.some((rule) => rule.finding === 'would apply' && rule.condition === 'true'),
      ),
      rest = sorted.filter((regime) => !caught.includes(regime));
    return [
      this.problems(T),
      this.lines(T),
      h(
        'section',
        { class: 'words', 'aria-live': 'polite' },
        h('p', { class: 'first' }, this.badge(T, verdict.outcome), ' ', one.title || one.deal),
        verdict.open ? h('p', {}, `${W.mayBe} ${W.outcome[verdict.most] ?? verdict.most}.`) : null,
        verdict.contested ? h('p', {}, W.verdictContested) : null,
        h('p', { class: 'soft' }, `${W.judged} ${one.on}, ${W.asKnown} ${one.known} · ${T.digest} ${one.digest}`),
      ),
      this.exports(W, one),
      this.missingFacts(W, caught),
      caught.map((regime) => this.regime(T, regime)),
      rest.length
        ? h(
            'details',
            { class: 'rest' },
            h('summary', {}, `${W.others} (${rest.length})`),
            rest.map((regime) => this.regime(T, regime)),
          )
        : null,
      this.amounts(W, W.duties, one.duties, 'duty'),
      this.amounts(W, W.fees, one.fees, 'fee'),
      this.list(
        W.chains,
        one.ownership,
        (chain) =>
          `${chain.path.join(' ← ')}: ${chain.list}${chain.product_percent != null ? `, ${chain.product_percent} %` : ''}`,
      ),
      this.flips(W, one.flips),
      this.trace(W, one.trace),
      h('footer', {}, T.note),
    ];
  }
  parts(T) {
    return {
      body: h(
        'div',
        { class: 'columns' },
        h('div', { class: 'side' }, this.head(T)),
        h('main', { id: 'law-answer' }, this.result(T)),
      ),
    };
  }
}
