// The page: state with undo, controls, and pictures that follow the newest answer.
import { STRINGS } from './strings.js';
import { h, percent, rounded, select, table, usd } from './dom.js';
import { summarise } from './futures.js';
import { chartText, lossesCsv, png, save } from './save.js';
import { missingArcs, missingShare, tiers } from './trade.js';
import { isoDay, dayOf } from './days.js';
import { toYaml } from './yaml.js';
import { baselineKey } from './change.js';
import { drop, homeRegion, move } from './measures.js';
import { DIALS } from './dials.js';
import { findServer } from './served.js';
import { ServedPanel } from './served_panel.js';
import { bars, lineChart, sankey } from './charts.js';
import { map } from './map.js';
import { GameView } from './game_view.js';
import { LawView } from './law_view.js';
import { ViewsCaller } from './views_caller.js';
import { Theme } from './theme.js';
import { readFile, shareText, unshare, workerSource } from './source.js';

const DRAWS = 400;
const page = document.getElementById('page'),
  narrow = matchMedia('(max-width: 600px)');
let language = (navigator.language || 'en').startsWith('zh') ? 'zh' : 'en',
  T = STRINGS[language];
let scenarios,
  viewNames, // those beside the scenario
  current,
  spec,
  facts,
  industries,
  answer = null,
  drawn = null,
  kernel,
  pins = [],
  view = { region: -1, industry: -1, mass: false, node: null, why: null, item: null };
let past = [],
  future = [],
  worker,
  drawers = [],
  asked = 0,
  baseKey = null,
  files = new Map();
let place = 'scenario', // which of the views is shown
  others = {}; // views that were opened, by name
const theme = new Theme();
const caller = new ViewsCaller();

let native = null; // runs on the server that the page came from
const copy = (value) => JSON.parse(JSON.stringify(value));
const dateOf = (day) => isoDay(spec.start + day);

/* ---- engine ---- */

function post(message) {
  worker.postMessage(message);
}
// One question is computed at a time; of those that wait only the newest counts.
function ask() {
  asked++;
  page.setAttribute('aria-busy', 'true');
  drawers.forEach((one) => one.postMessage({ type: 'stop' }));
  const key = `${current.model} ${baselineKey(spec)}`;
  if (baseKey !== key) drawers[0].postMessage({ type: 'baseline', spec, key });
  baseKey = key;
  post({ type: 'ask', id: asked, spec, key, authority: homeRegion(spec, facts.regionId) });
  location.hash === '' && past.length === 0
    ? 0
    : shareText(current.name, current.spec, spec).then((text) => history.replaceState(null, '', `#${text}`));
}
function startDraws() {
  drawn = { id: asked, list: [] };
  drawers.forEach((one, k) =>
    one.postMessage({ type: 'draws', id: asked, spec, key: baseKey, first: k, step: drawers.length, count: DRAWS }),
  );
}
function onMessage({ data }) {
  if (data.type === 'opened') {
    ({ facts, industries } = data);
    ask();
  } else if (data.type === 'answer' && data.id === asked) {
    answer = data.answer;
    document.body.dataset.ms = answer.ms.toFixed(1);
    drawn = null;
    if (place === 'scenario') draw();
    clearTimeout(onMessage.later);
    onMessage.later = setTimeout(startDraws, 400);
  } else if (data.type === 'trade' && data.id === asked) {
    Object.assign(answer, data.trade);
    document.body.dataset.digest = answer.digest;
    page.setAttribute('aria-busy', 'false');
    if (place === 'scenario') draw();
  } else if (data.type === 'draw' && drawn && data.id === drawn.id && data.id === asked) {
    drawn.list.push(data.one);
    if (drawn.list.length === 8 || drawn.list.length % 20 === 0) {
      Object.assign(
        drawn,
        summarise(drawn.list, {
          world: answer.world.length,
          regions: facts.regions,
          industries: industries.length,
          uncertain: spec.uncertain,
        }),
      );
      // An open list stays open.
      if (!document.activeElement?.matches('#answer select') || drawn.list.length === DRAWS) draw();
    }
  } else if (data.type === 'base' && data.base.key === baseKey) {
    for (const one of [worker, ...drawers]) one.postMessage(data);
  } else if (data.type === 'why') {
    view.why = data;
    draw();
    document.getElementById('why')?.focus();
  } else if (data.type === 'failed') {
    document.getElementById('status').textContent = `${data.text} ${data.hint}`;
    page.setAttribute('aria-busy', 'false');
  }
}
async function openScenario(name, changed) {
  current = scenarios.find((one) => one.name === name) ?? scenarios[0];
  spec = changed ?? copy(current.spec);
  answer = null;
  drawn = null;
  baseKey = null;
  if (!files.has(current.model)) files.set(current.model, await readFile(`data/${current.model}.model.gz`, true));
  for (const one of [worker, ...drawers])
    one.postMessage({ type: 'open', wasm: kernel, file: files.get(current.model) });
}
function edit(change) {
  past.push(copy(spec));
  future = [];
  change(spec);
  controls();
  ask();
}
function travel(from, to) {
  if (from.length === 0) return;
  to.push(spec);
  spec = from.pop();
  controls();
  ask();
}

/* ---- controls ---- */

// Parts are drawn anew; the control that had the focus keeps it.
function focusKey() {
  const node = document.activeElement,
    key = [
      'id',
      'data-dial',
      'data-date',
      'data-bar',
      'data-remove',
      'data-why',
      'data-node',
      'data-view',
      'data-line',
      'data-mode',
      'data-move',
      'name',
    ].find((one) => node?.getAttribute(one));
  return key ? `[${key}="${CSS.escape(node.getAttribute(key))}"]` : null;
}
const refocus = (key) => key && document.querySelector(key)?.focus({ preventScroll: true });

function dials() {
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'dials' },
    h('h2', { id: 'dials' }, T.dials),
    DIALS.map((dial) => {
      const { name, min, max, step, show } = dial,
        output = h('output', {}, show(dial.get(spec)));
      return h(
        'label',
        { class: 'dial' },
        h('span', {}, T.dial[name]),
        output,
        h('input', {
          type: 'range',
          min,
          max,
          step,
          value: dial.get(spec),
          disabled: !dial.works(spec),
          'data-dial': name,
          oninput: (e) => (output.textContent = show(+e.target.value)),
          onchange: (e) => edit((s) => dial.set(s, +e.target.value)),
        }),
      );
    }),
    h('p', { class: 'soft' }, T.dialsKey),
  );
}
function timelineBar(m) {
  const at = (day) => Math.min(100, Math.max(0, (100 * ((day ?? Infinity) - spec.start)) / spec.days));
  const span = (from, until, className) =>
    h('i', { class: className, style: `left:${at(from)}%;width:${Math.max(0, at(until) - at(from))}%` });
  const nudge = (days) =>
    edit((s) => {
      const one = s.measures.find((other) => other.id === m.id);
      move(one, m.from + days, m.announced + Math.min(0, days));
    });
  const bar = h(
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
        const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 30, PageDown: -30 }[e.key];
        if (!step || !(m.from > -1e6)) return;
        e.preventDefault();
        nudge(step * (e.shiftKey ? 7 : 1));
      },
    },
    span(m.announced, m.from, 'announced'),
    span(m.from, m.until, 'force'),
    (m.suspended ?? []).map((p) => span(p.from, p.until, 'paused')),
  );
  bar.addEventListener('pointerdown', (e) => {
    const width = bar.clientWidth,
      x = e.clientX,
      from = m.from,
      announced = m.announced;
    bar.setPointerCapture(e.pointerId);
    const shift = (event) => Math.round(((event.clientX - x) / width) * spec.days);
    bar.onpointermove = (event) => (bar.style.transform = `translateX(${event.clientX - x}px)`);
    bar.onpointerup = (event) => {
      bar.onpointermove = bar.onpointerup = null;
      bar.style.transform = '';
      const days = shift(event);
      if (days !== 0)
        edit((s) =>
          move(
            s.measures.find((one) => one.id === m.id),
            from + days,
            announced + Math.min(0, days),
          ),
        );
    };
  });
  return bar;
}
// Days on which a measure rests: each may be moved or taken away, and another added.
function suspensions(m) {
  const change = (action) =>
    edit((s) => {
      const one = s.measures.find((other) => other.id === m.id);
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
function timeline() {
  const one = (id) => (s) => s.measures.find((m) => m.id === id);
  const date = (m, key) =>
    h(
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
          edit((s) => {
            const at = one(m.id)(s);
            if (key === 'announced' && day != null) at.announced = Math.min(day, at.from);
            if (key === 'from' && day != null) move(at, day);
            if (key === 'until') at.until = day != null && day <= at.from ? at.from + 1 : day;
            if (key === 'until') move(at, at.from, at.announced);
          });
        },
      }),
    );
  return h(
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
    h(
      'ul',
      { class: 'timeline' },
      spec.measures.map((m) =>
        h(
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
                onclick: () => edit((s) => drop(s, m.id)),
              },
              '×',
            ),
          ),
          timelineBar(m),
          h('div', { class: 'dates' }, date(m, 'announced'), date(m, 'from'), date(m, 'until')),
          suspensions(m),
        ),
      ),
    ),
    h(
      'form',
      {
        class: 'add',
        onsubmit: (e) => {
          e.preventDefault();
          const f = new FormData(e.target),
            from = dayOf(f.get('day')) ?? spec.start;
          const id = `page-${f.get('effect')}-${spec.measures.length + 1}`;
          edit((s) =>
            s.measures.push({
              id,
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
            }),
          );
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
      select(
        'origin',
        facts.regionId.map((r, k) => [r, facts.regionName[k]]),
        T.origin,
        'CHN',
      ),
      select('to', [['*', T.world], ...facts.regionId.map((r, k) => [r, facts.regionName[k]])], T.destination),
      h('input', { type: 'date', name: 'day', 'aria-label': T.day, value: isoDay(spec.start + 365), required: true }),
      h('button', { id: 'add' }, T.add),
    ),
  );
}
// Name, views, language and colours; `tools` belong to the view.
function header(...tools) {
  return h(
    'header',
    {},
    h(
      'div',
      { class: 'top' },
      h('h1', {}, 'chokepoint'),
      h(
        'nav',
        { 'aria-label': T.views },
        ['scenario', ...viewNames].map((name) =>
          h(
            'button',
            { 'data-view': name, 'aria-current': name === place ? 'page' : null, onclick: () => go(name) },
            T.viewNames[name],
          ),
        ),
      ),
      h('span', { class: 'gap' }),
      select(
        'theme',
        theme.names.map((name) => [name, `${T.theme}: ${T.themes[name]}`]),
        T.theme,
        theme.name,
        (e) => theme.take(e.target.value),
      ),
      h(
        'button',
        {
          id: 'language',
          lang: language === 'en' ? 'zh' : 'en',
          title: T.languageName,
          'aria-label': `${T.language} (${T.languageName})`,
          onclick: () => {
            language = language === 'en' ? 'zh' : 'en';
            T = STRINGS[language];
            document.documentElement.lang = language;
            controls();
          },
        },
        T.language,
      ),
    ),
    tools,
    h('p', { id: 'status', role: 'status' }),
  );
}

/* ---- other views ---- */

const readJson = async (name) => JSON.parse(new TextDecoder().decode(await readFile(name, true)));
const VIEWS = {
  async law() {
    others.law = new LawView({
      call: (type, deal) => caller.call(type, { deal }),
      readText: async (name) => new TextDecoder().decode(await readFile(name)),
      regions: facts.regionId.map((id, r) => [id, facts.regionName[r]]),
      draw: () => place === 'law' && controls(),
    });
    await others.law.open(await caller.call('law', { files: await readJson('data/law.json.gz') }));
  },
  async game() {
    others.game = new GameView({
      call: (type, game) => caller.call(type, { game }),
      draw: () => place === 'game' && controls(),
    });
    await others.game.open(await readJson('data/game.json.gz'));
  },
};

async function go(name) {
  place = name;
  controls();
  history.replaceState(null, '', name === 'scenario' ? location.href.split('#')[0] : `#${name}`);
  if (name === 'scenario' || others[name]) return;
  try {
    await VIEWS[name]();
  } catch (error) {
    document.getElementById('status').textContent = String(error.message ?? error);
  }
  controls();
}

function otherView() {
  const focus = focusKey(),
    view = others[place];
  page.replaceChildren(
    header(),
    ...(view?.words ? [view.parts(T, figure, narrow.matches)] : [h('p', { class: 'loading' }, T.loading)]),
  );
  refocus(focus);
}

function controls() {
  if (place !== 'scenario') return otherView();
  const focus = focusKey(),
    scrolled = document.querySelector('.timeline')?.scrollTop ?? 0;
  const bar = h(
    'div',
    { class: 'tools' },
    select(
      'scenario',
      scenarios.map((one) => [one.name, one.title]),
      T.scenario,
      current.name,
      (e) => ((past = []), (future = []), openScenario(e.target.value).then(() => history.replaceState(null, '', '#'))),
    ),
    h('button', { id: 'undo', onclick: () => travel(past, future), disabled: past.length === 0 }, T.undo),
    h('button', { id: 'redo', onclick: () => travel(future, past), disabled: future.length === 0 }, T.redo),
    h(
      'button',
      {
        id: 'share',
        onclick: async () => {
          const text = `${location.href.split('#')[0]}#${await shareText(current.name, current.spec, spec)}`;
          history.replaceState(null, '', text);
          await navigator.clipboard?.writeText(text).catch(() => {});
          document.getElementById('status').textContent = T.copied;
        },
      },
      T.share,
    ),
    h(
      'button',
      { id: 'yaml', onclick: () => save(`${spec.name}.yaml`, 'text/yaml', toYaml(spec, current.world, facts)) },
      T.yaml,
    ),
    h(
      'button',
      {
        id: 'csv',
        onclick: () => save(`${spec.name}.csv`, 'text/csv', lossesCsv({ facts, industries, answer, drawn })),
      },
      T.csv,
    ),
    h(
      'button',
      {
        id: 'pin',
        disabled: pins.length >= 4,
        onclick: () => (
          pins.push({ title: `${spec.title} (${pins.length + 1})`, world: answer.world, lost: answer.lost }),
          draw()
        ),
      },
      T.pin,
    ),
  );
  page.replaceChildren(
    header(bar),
    h('div', { class: 'columns' }, h('div', { class: 'side' }, dials(), timeline()), h('main', { id: 'answer' })),
  );
  document.querySelector('.timeline').scrollTop = scrolled;
  if (answer) draw();
  refocus(focus);
}

/* ---- answer ---- */

function words() {
  if (!(answer.lost > 1e4)) return [T.none];
  const out = [T.headline(usd(drawn?.lost?.[1] ?? answer.lost))];
  if (drawn?.lost) out.push(T.range(usd(drawn.lost[0]), usd(drawn.lost[2]), drawn.list.length));
  const most = answer.byRegion.indexOf(Math.max(...answer.byRegion)),
    first = answer.stops[0],
    worst = answer.world.indexOf(Math.max(...answer.world));
  if (first) out.push([T.first(facts.itemName[first.item], facts.regionName[first.region], dateOf(first.slow)), first]);
  out.push(
    T.most(facts.regionName[most], usd(answer.byRegion[most])),
    T.worst(percent(answer.world[worst]), dateOf((worst + 1) * answer.every - 1)),
  );
  return out;
}
// Asks the engine for the chain of causes behind the losses of a site.
const whyButton = (one) =>
  one &&
  h(
    'button',
    {
      'data-why': one.site,
      class: 'small',
      'aria-label': `${T.why} ${facts.itemName[one.item]}, ${facts.regionName[one.region]}`,
      onclick: () => post({ type: 'why', site: one.site, id: asked }),
    },
    T.why,
  );
const hardest = (test) => answer.stops.filter(test).sort((a, b) => b.lost - a.lost)[0];
const figure = (id, title, picture, ...extra) =>
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
// The site that loses most among those of the longest bar.
function whyLine(test) {
  const one = hardest(test);
  return one
    ? h(
        'p',
        { class: 'soft' },
        `${facts.itemName[one.item]}, ${facts.regionName[one.region]}: ${usd(one.lost)} `,
        whyButton(one),
      )
    : null;
}
function cause(stop) {
  const bound = T.bound[stop.bound];
  return typeof bound === 'function'
    ? bound(facts.itemName[facts.tables.slot.value[stop.slot * facts.tables.slot.width + 1]] ?? '')
    : bound;
}
const inView = (one) =>
  (view.region < 0 || one.region === view.region) && (view.industry < 0 || one.item === view.industry);
function stopsTable() {
  const rows = answer.stops.filter(inView).slice(0, 14);
  if (rows.length === 0) return h('p', {}, T.nothing);
  const heads = [T.day, T.industry, T.country, T.lowest, T.lost, T.cause];
  const cells = (one) => [
    h(
      'span',
      {},
      h('time', {}, dateOf(one.slow)),
      one.stop >= 0 ? [` · ${T.stop} `, h('time', {}, dateOf(one.stop))] : '',
    ),
    facts.itemName[one.item],
    facts.regionName[one.region],
    percent(one.lowest),
    usd(one.lost),
    cause(one),
  ];
  return table(
    T.stops,
    [...heads, ''],
    rows.map((one) => [...cells(one), whyButton(one)]),
    T.why,
  );
}
// Markets and the rest of a country have no name of their own: what they deal in, and where.
function siteName(site) {
  const { value, width } = facts.tables.site;
  return (
    facts.siteName[site] || `${facts.itemName[value[site * width + 2]]}, ${facts.regionName[value[site * width + 1]]}`
  );
}
// What one more unit of the input that binds would save at the site, from its production function: value added and use at
// base, times how essential the input is.
function shadowPrice() {
  const [first] = view.why.steps,
    { value, width } = facts.tables.slot,
    added = answer.working.find(([, , , site]) => site === first?.site)?.[2],
    at = first?.slot * width;
  if (!added || !(first.slot >= 0) || !(value[at + 3] > 0)) return null;
  const item = value[at + 1];
  return h(
    'p',
    {},
    T.shadow(
      usd((added * value[at + 5]) / value[at + 3]),
      facts.unit[item],
      facts.itemName[item],
      facts.regionName[facts.tables.site.value[first.site * facts.tables.site.width + 1]],
    ),
  );
}
function whyPanel() {
  if (!view.why) return null;
  const short = (at) => (at >= 0 ? ` ← ${facts.itemName[slot.value[at * slot.width + 1]]}` : '');
  const slot = facts.tables.slot,
    last = view.why.steps.at(-1),
    m = spec.measures[last?.measure];
  return h(
    'section',
    { id: 'why', tabindex: -1, class: 'panel', 'aria-label': T.why },
    h(
      'button',
      {
        class: 'close',
        onclick: () => {
          const key = `[data-why="${view.why.site}"]`;
          view.why = null;
          draw();
          refocus(key);
        },
      },
      T.close,
    ),
    h('h2', {}, T.why),
    h(
      'ol',
      {},
      view.why.steps.map((step) =>
        h(
          'li',
          {},
          [
            siteName(step.site) + short(step.slot),
            dateOf(step.day),
            step.slot >= 0 ? T.cover(step.cover.toFixed(0)) : [],
          ]
            .flat()
            .join(' · '),
        ),
      ),
    ),
    shadowPrice(),
    h(
      'p',
      {},
      m
        ? [
            h('b', {}, m.title),
            ' ',
            m.link ? h('a', { href: m.link, rel: 'noreferrer' }, m.citation || T.law) : m.citation,
          ]
        : T.noWhy,
    ),
  );
}
// Pictures of trade rest on what comes after the answer: until then, and when nothing changed, they are kept as they are.
const drawnParts = new Map();
function kept(id, rests, make) {
  const before = drawnParts.get(id);
  if (before && !answer.shipped) return before.node;
  if (before && before.rests.every((one, k) => one === rests[k])) return before.node;
  if (!answer.shipped) return null;
  const node = make();
  drawnParts.set(id, { rests, node });
  return node;
}
function draw() {
  const main = document.getElementById('answer');
  if (!main || !answer) return;
  const { region, industry } = view,
    whole = region < 0 && industry < 0,
    points = answer.points,
    series = whole ? answer.world : missingShare(answer, region, industry);
  const top = (values, names, bandsOf) =>
    Array.from(values, (value, k) => ({ name: names[k], value, low: bandsOf?.[k][0], high: bandsOf?.[k][2] }))
      .sort((a, b) => b.value - a.value)
      .filter((r) => r.value > 0)
      .slice(0, 10);
  const priced = facts.itemId
    .map((_, item) => item)
    .filter((item) => facts.tier[item] !== 'industry')
    .sort(
      (a, b) =>
        Math.max(...answer.outside.slice(b * points, (b + 1) * points)) -
        Math.max(...answer.outside.slice(a * points, (a + 1) * points)),
    );
  const item = view.item ?? priced[0],
    focus = focusKey();
  const common = { start: spec.start, every: answer.every, narrow: narrow.matches };
  const bands =
    whole && drawn?.world ? [{ low: drawn.world.map((b) => b[0]), high: drawn.world.map((b) => b[2]) }] : [];
  const parts = [
    h(
      'section',
      { class: 'words', 'aria-live': 'polite' },
      words().map((text, k) =>
        h(
          'p',
          { class: k === 0 ? 'first' : '' },
          [text].flat()[0],
          [text].flat()[1] ? [' ', whyButton(text[1])] : null,
        ),
      ),
      h(
        'p',
        { class: 'soft' },
        [
          answer.digest && `${T.digest} ${answer.digest}`,
          drawn && `${drawn.list.length} / ${DRAWS} ${T.draws}`,
          `${answer.ms.toFixed(0)} ms`,
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    ),
    h(
      'div',
      { class: 'row' },
      h(
        'label',
        {},
        T.view,
        ' ',
        select(
          'region',
          [[-1, T.world], ...facts.regionName.map((name, r) => [r, name])],
          T.view,
          region,
          (e) => ((view.region = +e.target.value), draw()),
        ),
      ),
      h(
        'label',
        {},
        T.industry,
        ' ',
        select(
          'industry',
          [[-1, T.allIndustries], ...industries.map((k) => [k, facts.itemName[k]])],
          T.industry,
          industry,
          (e) => ((view.industry = +e.target.value), draw()),
        ),
      ),
      h(
        'label',
        {},
        T.items,
        ' ',
        select(
          'item',
          priced.map((k) => [k, facts.itemName[k]]),
          T.items,
          item,
          (e) => ((view.item = +e.target.value), draw()),
        ),
      ),
    ),
    figure(
      'losses',
      T.losses,
      lineChart({
        ...common,
        lines: [
          { values: series, className: 'one', name: spec.title },
          ...(whole ? pins.map((pin, k) => ({ values: pin.world, className: `pin${k}`, name: pin.title })) : []),
        ],
        bands,
        label: T.losses,
        times: 100,
        unit: ' %',
      }),
      pins.length
        ? h(
            'ul',
            { class: 'pins' },
            pins.map((pin, k) =>
              h(
                'li',
                { class: `pin${k}` },
                `${pin.title}: ${usd(pin.lost)} `,
                h('button', { onclick: () => (pins.splice(k, 1), draw()) }, T.unpin),
              ),
            ),
          )
        : null,
    ),
    h('section', {}, h('h2', {}, T.stops), stopsTable()),
    whyPanel(),
    native?.part(T),
    h(
      'div',
      { class: 'pair' },
      figure(
        'regions',
        T.regions,
        bars({ rows: top(answer.byRegion, facts.regionName, drawn?.region), label: T.regions, format: usd }),
        whyLine((one) => one.region === answer.byRegion.indexOf(Math.max(...answer.byRegion))),
      ),
      figure(
        'industries',
        T.industries,
        bars({
          rows: top(
            answer.byIndustry,
            industries.map((k) => facts.itemName[k]),
            drawn?.industry,
          ),
          label: T.industries,
          format: usd,
        }),
        whyLine((one) => one.item === industries[answer.byIndustry.indexOf(Math.max(...answer.byIndustry))]),
      ),
    ),
    figure(
      'prices',
      `${T.prices}: ${facts.itemName[item]}`,
      lineChart({
        ...common,
        lines: [
          { values: answer.outside.slice(item * points, (item + 1) * points), className: 'one', name: T.outside },
          { values: answer.inside.slice(item * points, (item + 1) * points), className: 'two', name: T.inside },
        ],
        label: T.prices,
        unit: '×',
      }),
      h('p', { class: 'key' }, h('i', { class: 'one' }), T.outside, h('i', { class: 'two' }), T.inside),
    ),
    kept('map', [answer.shipped, T, narrow.matches], () =>
      figure(
        'map',
        T.map,
        map({
          places: facts.regionId.map((id, r) => ({
            id,
            name: facts.regionName[r],
            latitude: facts.tables.region.value[2 * r],
            longitude: facts.tables.region.value[2 * r + 1],
            loss: Math.max(0, answer.byRegion[r]),
          })),
          arcs: missingArcs(facts, answer),
          label: T.map,
          format: usd,
          narrow: narrow.matches,
        }),
        h('p', { class: 'soft' }, T.mapKey),
      ),
    ),
    kept('flows', [answer.shipped, T, narrow.matches, view.mass, view.node], () =>
      figure(
        'flows',
        T.flows,
        sankey({
          ...tiers(facts, answer, view.mass, T),
          narrow: narrow.matches,
          label: T.flows,
          format: (v) => (view.mass ? `${rounded(v, 3)} t` : usd(v)),
          picked: view.node,
          onPick: (id) => ((view.node = id), draw()),
        }),
        h('p', { class: 'soft' }, T.flowsKey),
        h(
          'button',
          {
            id: 'mass',
            'aria-pressed': String(view.mass),
            onclick: () => ((view.mass = !view.mass), (view.node = null), draw()),
          },
          view.mass ? T.mass : T.weight,
        ),
      ),
    ),
    drawn?.drivers
      ? figure(
          'tornado',
          T.hinges,
          bars({
            rows: drawn.drivers.map((d) => ({ name: d.name.replace(/^(measures|parameters)\./, ''), value: d.value })),
            label: T.hinges,
            signed: true,
            format: (v) => `${v > 0 ? '+' : ''}${v.toFixed(2)}`,
          }),
          h('p', { class: 'soft' }, T.hingesKey),
        )
      : null,
    h('footer', {}, T.note),
  ];
  main.replaceChildren(...parts.filter((part) => part != null));
  document.getElementById('pin').disabled = pins.length >= 4;
  refocus(focus);
}

/* ---- start ---- */

async function start() {
  document.documentElement.lang = language;
  const asked = location.hash.slice(1);
  const [wasm, list, source] = await Promise.all([
    readFile('chokepoint.wasm'),
    readFile('data/scenarios.json.gz', true),
    workerSource('worker.js'),
  ]);
  kernel = wasm;
  ({ scenarios, views: viewNames } = JSON.parse(new TextDecoder().decode(list)));
  worker = new Worker(source);
  worker.onmessage = (event) => {
    onMessage(event);
    if (event.data.type !== 'opened') return;
    controls();
    if (viewNames.includes(asked) && place === 'scenario' && !others[asked]) go(asked);
  };
  drawers = Array.from(
    { length: Math.max(1, Math.min(3, (navigator.hardwareConcurrency || 2) - 1)) },
    () => new Worker(source),
  );
  for (const one of drawers) one.onmessage = (event) => event.data.type !== 'opened' && onMessage(event);
  const shared = viewNames.includes(asked) ? null : await unshare(asked, scenarios);
  await openScenario(shared?.name, shared?.spec);
}
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || event.target.matches('input[type=text]'))
    return;
  event.preventDefault();
  if (event.shiftKey) travel(future, past);
  else travel(past, future);
});
narrow.addEventListener('change', () => (place === 'scenario' ? draw() : controls()));
findServer().then((server) => {
  if (!server) return;
  const shown = () => place === 'scenario' && answer && document.getElementById('answer') && draw();
  native = new ServedPanel({ server, yaml: () => toYaml(spec, current.world, facts), draw: shown });
  shown();
});
start().catch((error) => page.replaceChildren(h('p', { role: 'alert' }, String(error.message ?? error))));
