// The answer: in words, what stops first, why, and pictures. Each part is made anew only when what it rests on has
// changed.
import { h, percent, rounded, select, table, usd } from './dom.js';
import { chartText, png, save } from './save.js';
import { missingArcs, missingShare, tiers } from './trade.js';
import { isoDay } from './days.js';
import { bars, lineChart, sankey } from './charts.js';
import { map } from './map.js';
import { Kept, focusKey, refocus, settle } from './kept.js';

export const figure = (T, id, title, picture, ...extra) =>
  h(
    'figure',
    { id },
    h(
      'figcaption',
      {},
      h('h2', {}, title),
      h(
        'span',
        { class: 'save' },
        h(
          'button',
          {
            title: T.svg,
            'aria-label': `SVG: ${title}`,
            onclick: () => save(`${id}.svg`, 'image/svg+xml', chartText(id)),
          },
          'SVG',
        ),
        h('button', { title: T.png, 'aria-label': `PNG: ${title}`, onclick: () => png(id) }, 'PNG'),
      ),
    ),
    extra,
    picture,
  );

export class AnswerView {
  // why(site): asks the engine for the causes of what a site loses; draw(): something that is shown was chosen anew
  constructor({ why, draw, unpin }) {
    Object.assign(this, { ask: why, draw, unpin, kept: new Kept() });
    this.main = h('main', { id: 'answer' });
    this.choice = { region: -1, industry: -1, mass: false, node: null, item: null };
    this.why = null;
    this.coming = null; // {answer, world, day}: the first days of the answer that follows `answer`
  }
  open(facts, industries, working) {
    Object.assign(this, { facts, industries, working, why: null, coming: null, kept: new Kept() });
    Object.assign(this.choice, { region: -1, industry: -1, node: null, item: null });
  }
  choose(what) {
    Object.assign(this.choice, what);
    this.draw();
  }
  showPart(part, answer) {
    this.coming = { ...part, answer };
    this.draw();
  }
  date(day) {
    return isoDay(this.spec.start + day);
  }
  place(one) {
    return `${this.facts.itemName[one.item]}, ${this.facts.regionName[one.region]}`;
  }

  /* ---- why ---- */

  askWhy(site) {
    this.wanted = site;
    this.opener = document.activeElement;
    this.ask(site);
  }
  // The chain belongs to one answer: with another answer it is asked for again.
  askWhyAgain() {
    if (this.why || this.wanted != null) this.ask(this.wanted ?? this.why.site);
  }
  showWhy(data) {
    this.why = data;
    this.draw();
    if (this.wanted === data.site) document.getElementById('why')?.focus();
    this.wanted = null;
  }
  closeWhy() {
    const key = `[data-why="${this.why.site}"]`;
    this.why = null;
    this.draw();
    if (this.opener?.isConnected && this.opener !== document.body) this.opener.focus();
    else refocus(key);
  }
  whyButton(one) {
    const { T } = this;
    return (
      one &&
      h(
        'button',
        {
          'data-why': one.site,
          class: 'small',
          'aria-label': `${T.why} ${this.place(one)}`,
          onclick: () => this.askWhy(one.site),
        },
        T.why,
      )
    );
  }
  // The working sites with what each loses, USD.
  losers() {
    const { answer, working } = this;
    if (!answer.losers) {
      const lost = new Float64Array(working.length);
      for (let at = 0; at < answer.missing.length;)
        for (let k = 0; k < lost.length; k++) lost[k] += answer.missing[at++];
      answer.losers = working.map((one, k) => ({ ...one, lost: lost[k] * answer.every }));
    }
    return answer.losers;
  }
  // The site that loses most among those of a bar or a circle: of those that slow, whose causes the engine keeps, else of all.
  hardest(test) {
    const most = (list) => list.filter(test).reduce((best, one) => (one.lost > (best?.lost ?? 0) ? one : best), null);
    return most(this.answer.stops) ?? most(this.losers());
  }
  // What a press on a number opens; null when no site stands behind it.
  opens(test) {
    const one = this.hardest(test);
    return one
      ? { key: one.site, label: `${this.T.why} ${this.place(one)}`, press: () => this.askWhy(one.site) }
      : null;
  }
  // What one more unit of the input that binds would save at the site, from its production function: value added and
  // use at base, times how essential the input is.
  shadowPrice() {
    const { facts, T } = this,
      [first] = this.why.steps,
      { value, width } = facts.tables.slot,
      added = this.working.find((one) => one.site === first?.site)?.added,
      at = first?.slot * width;
    if (!added || first.cause !== 'short' || !(first.slot >= 0) || !(value[at + 3] > 0)) return null;
    const item = value[at + 1],
      region = facts.tables.site.value[first.site * facts.tables.site.width + 1];
    return h(
      'p',
      {},
      T.shadow(
        usd((added * value[at + 5]) / value[at + 3]),
        facts.unit[item],
        facts.itemName[item],
        facts.regionName[region],
      ),
    );
  }
  // Markets and the rest of a country have no name of their own: what they deal in, and where.
  siteName(site) {
    const { value, width } = this.facts.tables.site;
    return this.facts.siteName[site] || this.place({ item: value[site * width + 2], region: value[site * width + 1] });
  }
  // A site that loses without slowing: how much, and where it is missing.
  notSlowed() {
    const { T, answer, why } = this,
      loser = this.losers().find((one) => one.site === why.site);
    if (!loser || answer.stops.some((one) => one.site === why.site)) return null;
    const { sales, finalSales, discarded, stocked } = why.losses,
      parts = Object.entries({ finalSales, sales, discarded, stocked: -stocked }).filter(([, one]) => one > 1e4);
    return h(
      'p',
      {},
      T.notSlowed(`${rounded(100 * why.low[0], 3)} %`, this.date(why.low[1]), usd(loser.lost)),
      parts.length > 0 && ` ${T.missing(parts.map(([name, one]) => T.missingParts[name](usd(one))))}`,
    );
  }
  // One cause in words: where, which input, and how much.
  step({ cause, site, slot, flow, day, cover, usd: money, price }) {
    const { facts, T } = this,
      { value, width } = facts.tables.slot,
      input = slot >= 0 ? ` ← ${facts.itemName[value[slot * width + 1]]}` : '',
      trade = facts.tables.flow,
      [from, to] = flow >= 0 ? [3, 4].map((at) => trade.value[flow * trade.width + at]) : [],
      abroad = from !== to ? facts.regionName[cause === 'orders' ? to : from] : '';
    const words = {
      short: () => T.cover(cover.toFixed(0)),
      orders: () => (money > 0 ? T.fewerOrders(usd(money), flow >= 0 ? abroad || T.atHome : T.finalBuyers) : T.bound.demand),
      dearer: () => T.dearer(usd(money), price.toFixed(price < 1.1 ? 3 : 1), abroad),
      scarce: () => T.lessCame(usd(money), abroad),
    };
    return [this.siteName(site) + input, day >= 0 ? this.date(day) : null, words[cause]()].filter(Boolean).join(' · ');
  }
  whyPanel() {
    const { T, why, spec } = this,
      m = spec.measures[why.steps.at(-1)?.measure];
    return h(
      'section',
      { id: 'why', tabindex: -1, class: 'panel', 'aria-label': T.why },
      h('button', { class: 'close', onclick: () => this.closeWhy() }, T.close),
      h('h2', {}, `${T.why} ${this.siteName(why.site)}`),
      this.notSlowed() ?? (why.steps.length === 0 && h('p', {}, T.noWhy)),
      why.steps.length > 0 &&
        h(
          'ol',
          {},
          why.steps.map((one) => h('li', {}, this.step(one))),
        ),
      this.shadowPrice(),
      why.steps.length > 0 &&
        h(
          'p',
          {},
          m
            ? [
                `${T.behind} `,
                h('b', { lang: 'en' }, m.title),
                ' ',
                m.link ? h('a', { href: m.link, rel: 'noreferrer' }, m.citation || T.law) : m.citation,
              ]
            : T.noWhy,
        ),
    );
  }

  /* ---- words and lists ---- */

  words() {
    const { T, facts, answer, drawn } = this;
    if (!(answer.lost > 1e4)) return h('div', {}, h('p', { class: 'first' }, T.none));
    const most = answer.byRegion.indexOf(Math.max(...answer.byRegion)),
      first = answer.stops[0],
      worst = answer.world.indexOf(Math.max(...answer.world)),
      line = (text, one) => h('p', {}, text, ' ', this.whyButton(one));
    return h(
      'div',
      { 'aria-live': 'polite' },
      h('p', { class: 'first' }, T.headline(usd(drawn?.lost?.[1] ?? answer.lost))),
      h('p', {}, drawn?.lost ? T.range(usd(drawn.lost[0]), usd(drawn.lost[2]), drawn.list.length) : T.drawing),
      first
        ? line(T.first(facts.itemName[first.item], facts.regionName[first.region], this.date(first.slow)), first)
        : null,
      line(
        T.most(facts.regionName[most], usd(answer.byRegion[most])),
        this.hardest((one) => one.region === most),
      ),
      h('p', {}, T.worst(percent(answer.world[worst]), this.date((worst + 1) * answer.every - 1))),
    );
  }
  under(draws) {
    const { T, answer, drawn } = this;
    const parts = [
      `${T.digest} ${answer.digest ?? '…'}`,
      `${drawn?.list.length ?? 0} / ${draws} ${T.draws}`,
      this.coming ? T.soFar(this.date(this.coming.day)) : `${answer.ms.toFixed(0)} ms`,
    ];
    return parts.join(' · ');
  }
  choices(item) {
    const { T, facts, industries, choice } = this,
      byName = (list) => list.map((k) => [k, facts.itemName[k]]).sort((a, b) => a[1].localeCompare(b[1])),
      goods = facts.itemId.map((_, k) => k).filter((k) => facts.tier[k] !== 'industry'),
      field = (label, name, options, value, take) =>
        h(
          'label',
          {},
          label,
          ' ',
          select(name, options, label, value, (e) => take(+e.target.value)),
        );
    return h(
      'div',
      { class: 'row' },
      field(
        T.view,
        'region',
        [[-1, T.world], ...facts.regionName.map((name, r) => [r, name])],
        choice.region,
        (region) => this.choose({ region }),
      ),
      field(
        T.industry,
        'industry',
        [[-1, T.allIndustries], ...industries.map((k) => [k, facts.itemName[k]])],
        choice.industry,
        (industry) => this.choose({ industry }),
      ),
      field(T.items, 'item', byName(goods), item, (one) => this.choose({ item: one })),
    );
  }
  cause(stop) {
    const { facts } = this,
      bound = this.T.bound[stop.bound];
    return typeof bound === 'function'
      ? bound(facts.itemName[facts.tables.slot.value[stop.slot * facts.tables.slot.width + 1]] ?? '')
      : bound;
  }
  stops() {
    const { T, facts, answer, choice } = this;
    const rows = answer.stops
      .filter(
        (one) =>
          (choice.region < 0 || one.region === choice.region) && (choice.industry < 0 || one.item === choice.industry),
      )
      .slice(0, 14);
    const cells = (one) => [
      h(
        'span',
        {},
        h('time', {}, this.date(one.slow)),
        one.stop >= 0 ? [` · ${T.stop} `, h('time', {}, this.date(one.stop))] : '',
      ),
      facts.itemName[one.item],
      facts.regionName[one.region],
      percent(one.lowest),
      usd(one.lost),
      this.cause(one),
      this.whyButton(one),
    ];
    return h(
      'section',
      {},
      h('h2', {}, T.stops),
      rows.length === 0
        ? h('p', {}, T.nothing)
        : table(T.stops, [T.day, T.industry, T.country, T.lowest, T.lost, T.cause, ''], rows.map(cells), T.why),
    );
  }

  /* ---- pictures ---- */

  // The good whose price rises most outside the controlling country.
  scarcest() {
    const { facts, answer } = this,
      { points } = answer;
    let best = 0,
      most = -1;
    for (let k = 0; k < facts.items; k++) {
      if (facts.tier[k] === 'industry') continue;
      for (let p = k * points; p < (k + 1) * points; p++)
        if (answer.outside[p] > most) [best, most] = [k, answer.outside[p]];
    }
    return best;
  }
  // A pinned answer on the days of this one; NaN where it has none.
  beside(pin) {
    const { answer, spec } = this;
    return Array.from(answer.world, (_, k) => {
      const at = (spec.start + (k + 1) * answer.every - pin.start) / pin.every - 1;
      return pin.world[Math.round(at)] ?? NaN;
    });
  }
  // The line of the world; while the next one is computed its first days, and the rest as it was, pale.
  worldLines() {
    const { answer, coming, spec } = this,
      line = (values, className) => ({ values, className, name: spec.title });
    if (!coming) return [line(answer.world, 'one')];
    const known = coming.world.length,
      first = Array.from(answer.world, (_, k) => coming.world[k] ?? NaN),
      rest = Array.from(answer.world, (one, k) => (k < known ? NaN : one));
    return [line(first, 'one'), line(rest, 'one waiting')];
  }
  lossesFigure(common, pins) {
    const { T, answer, drawn, choice, spec, coming } = this,
      whole = choice.region < 0 && choice.industry < 0;
    return figure(
      T,
      'losses',
      T.losses,
      lineChart({
        ...common,
        lines: [
          ...(whole
            ? this.worldLines()
            : [
                {
                  values: missingShare(this.working, answer, choice.region, choice.industry),
                  className: 'one',
                  name: spec.title,
                },
              ]),
          ...(whole
            ? pins.map((pin) => ({ values: this.beside(pin), className: `pin${pin.number - 1}`, name: pin.title }))
            : []),
        ],
        bands: whole && !coming && drawn?.world ? [{ low: drawn.world.map((b) => b[0]), high: drawn.world.map((b) => b[2]) }] : [],
        label: T.losses,
        times: 100,
        unit: ' %',
      }),
      pins.length
        ? h(
            'ul',
            { class: 'pins' },
            h('li', { class: 'now' }, `${spec.title}: ${usd(answer.lost)}`),
            pins.map((pin) =>
              h(
                'li',
                { class: `pin${pin.number - 1}` },
                `${pin.title}: ${usd(pin.lost)} `,
                h(
                  'button',
                  { class: 'small', 'aria-label': `${T.unpin}: ${pin.title}`, onclick: () => this.unpin(pin) },
                  T.unpin,
                ),
              ),
            ),
          )
        : null,
    );
  }
  // The ten largest losses; each opens why.
  lossBars(id, values, names, bandsOf, opens) {
    const { T } = this;
    const rows = Array.from(values, (value, k) => ({
      k,
      name: names[k],
      value,
      low: bandsOf?.[k][0],
      high: bandsOf?.[k][2],
    }))
      .sort((a, b) => b.value - a.value)
      .filter((one) => one.value > 0)
      .slice(0, 10)
      .map((one) => ({ ...one, opens: opens(one.k) }));
    return figure(
      T,
      id,
      T[id],
      rows.length ? bars({ rows, label: T[id], format: usd }) : h('p', { class: 'soft' }, T.nothing),
    );
  }
  pricesFigure(item, common) {
    const { T, answer, facts } = this,
      cut = (values) => values.slice(item * answer.points, (item + 1) * answer.points),
      short = answer.stops
        .filter((one) => one.slot >= 0 && facts.tables.slot.value[one.slot * facts.tables.slot.width + 1] === item)
        .sort((a, b) => b.lost - a.lost)[0];
    return figure(
      T,
      'prices',
      `${T.prices}: ${facts.itemName[item]}`,
      lineChart({
        ...common,
        lines: [
          { values: cut(answer.outside), className: 'one', name: T.outside },
          { values: cut(answer.inside), className: 'two', name: T.inside },
        ],
        label: `${T.prices}: ${facts.itemName[item]}`,
        unit: '×',
      }),
      h(
        'p',
        { class: 'key' },
        h('i', { class: 'one' }),
        T.outside,
        h('i', { class: 'two' }),
        T.inside,
        ' ',
        this.whyButton(short),
      ),
    );
  }
  mapFigure(narrow) {
    const { T, facts, answer } = this;
    const places = facts.regionId.map((id, r) => ({
      id,
      name: facts.regionName[r],
      latitude: facts.tables.region.value[2 * r],
      longitude: facts.tables.region.value[2 * r + 1],
      loss: Math.max(0, answer.byRegion[r]),
      opens: answer.byRegion[r] > 0 ? this.opens((one) => one.region === r) : null,
    }));
    return figure(
      T,
      'map',
      T.map,
      map({ places, arcs: missingArcs(facts, answer), label: T.map, format: usd, narrow }),
      h('p', { class: 'soft' }, T.mapKey),
    );
  }
  flowsFigure(narrow) {
    const { T, facts, answer, choice } = this;
    return figure(
      T,
      'flows',
      T.flows,
      sankey({
        ...tiers(facts, answer, choice.mass, T),
        narrow,
        label: T.flows,
        format: (v) => (choice.mass ? `${rounded(v, 3)} t` : usd(v)),
        picked: choice.node,
        onPick: (node) => this.choose({ node }),
      }),
      h('p', { class: 'soft' }, T.flowsKey),
      h(
        'div',
        { class: 'tools' },
        [false, true].map((mass) =>
          h(
            'button',
            {
              id: mass ? 'mass' : 'value',
              'aria-pressed': String(choice.mass === mass),
              onclick: () => this.choose({ mass, node: null }),
            },
            mass ? T.mass : T.weight,
          ),
        ),
      ),
    );
  }
  tornado() {
    const { T, drawn, spec } = this;
    const title = (target) => {
      const [, id, term] = target.match(/^measures\.(.+)\.([^.]+)$/) ?? [],
        m = spec.measures.find((one) => one.id === id);
      return m ? `${term}: ${m.title}` : target.replace(/^\w+\./, '');
    };
    return figure(
      T,
      'tornado',
      T.hinges,
      bars({
        rows: drawn.drivers.map((one) => ({ name: title(one.name), value: one.value })),
        label: T.hinges,
        signed: true,
        format: (v) => `${v > 0 ? '+' : ''}${v.toFixed(2)}`,
      }),
      h('p', { class: 'soft' }, T.hingesKey),
    );
  }

  show({ T, spec, answer, drawn, pins, native, narrow, draws }) {
    if (this.coming?.answer !== answer) this.coming = null; // it has come
    Object.assign(this, { T, spec, answer, drawn });
    const { kept, choice, main } = this,
      { region, industry, mass, node } = choice,
      focus = focusKey(),
      item = choice.item ?? (answer.scarcest ??= this.scarcest()),
      common = { start: spec.start, every: answer.every, narrow },
      part = (id, rests, make) => kept.part(id, [T, narrow, ...rests], make);
    // Pictures of trade rest on what comes after the answer, that of the futures on many: until then the ones before
    // stay.
    const later = (id, ready, rests, make) => (ready ? part(id, rests, make) : kept.last(id));
    this.line ??= h('p', { class: 'soft count' });
    this.line.textContent = this.under(draws);
    this.top ??= h('section', { class: 'words' });
    settle(this.top, [part('words', [answer, drawn?.lost], () => this.words()), this.line]);
    settle(main, [
      this.top,
      part('choices', [region, industry, item], () => this.choices(item)),
      part('losses', [answer, drawn?.world, region, industry, pins, this.coming], () => this.lossesFigure(common, pins)),
      part('stops', [answer, region, industry], () => this.stops()),
      this.why ? part('why', [this.why], () => this.whyPanel()) : null,
      native?.part(T),
      part('pair', [answer, drawn?.region], () =>
        h(
          'div',
          { class: 'pair' },
          this.lossBars('regions', answer.byRegion, this.facts.regionName, drawn?.region, (r) =>
            this.opens((one) => one.region === r),
          ),
          this.lossBars(
            'industries',
            answer.byIndustry,
            this.industries.map((k) => this.facts.itemName[k]),
            drawn?.industry,
            (k) => this.opens((one) => one.item === this.industries[k]),
          ),
        ),
      ),
      part('prices', [answer, item], () => this.pricesFigure(item, common)),
      later('map', answer.shipped, [answer.shipped], () => this.mapFigure(narrow)),
      later('flows', answer.shipped, [answer.shipped, mass, node], () => this.flowsFigure(narrow)),
      later('tornado', drawn?.drivers, [drawn?.drivers], () => this.tornado()),
      part('footer', [], () => h('footer', {}, T.note)),
    ]);
    kept.last('tornado')?.classList.toggle('waiting', !drawn?.drivers);
    refocus(focus);
  }
}
