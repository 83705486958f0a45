// The page: state with undo, controls, and pictures that follow the newest answer.
import { STRINGS } from './strings.js';
import { isoDay, dayOf } from './days.js';
import { toYaml } from './yaml.js';
import { baselineKey } from './change.js';
import { DIALS } from './dials.js';
import { bars, lineChart, sankey } from './charts.js';
import { map } from './map.js';
import { readFile, shareText, unshare, workerSource } from './source.js';

const DRAWS = 400;
const page = document.getElementById('page'), narrow = matchMedia('(max-width: 600px)');
let language = (navigator.language || 'en').startsWith('zh') ? 'zh' : 'en', T = STRINGS[language];
let scenarios, current, spec, facts, industries, answer = null, drawn = null, kernel, pins = [], view = { region: -1, mass: false, node: null, why: null, item: null };
let past = [], future = [], worker, drawers = [], asked = 0, baseKey = null, files = new Map();

const h = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
};
const usd = (v) => (Math.abs(v) >= 1e9 ? `${(v / 1e9).toPrecision(3)} bn USD` : Math.abs(v) >= 1e6 ? `${(v / 1e6).toPrecision(3)} m USD` : `${v.toFixed(0)} USD`);
const percent = (v) => `${(100 * v).toPrecision(2)} %`;
const copy = (value) => JSON.parse(JSON.stringify(value));
const dateOf = (day) => isoDay(spec.start + day);

/* ---- engine ---- */

function post(message) {
  worker.postMessage(message);
}
function homeRegion() {
  const count = new Map();
  for (const m of spec.measures) if (['licence', 'ban', 'quota', 'refusal'].includes(m.effect)) count.set(m.authority, (count.get(m.authority) ?? 0) + 1);
  const best = [...count].sort((a, b) => b[1] - a[1])[0];
  return best ? facts.regionId.indexOf(best[0]) : -1;
}
// One question is computed at a time; of those that wait only the newest counts.
function ask() {
  asked++;
  page.setAttribute('aria-busy', 'true');
  drawers.forEach((one) => one.postMessage({ type: 'stop' }));
  const key = `${current.model} ${baselineKey(spec)}`;
  if (baseKey !== key) drawers[0].postMessage({ type: 'baseline', spec, key });
  baseKey = key;
  post({ type: 'ask', id: asked, spec, key, authority: homeRegion() });
  location.hash === '' && past.length === 0 ? 0 : shareText(current.name, current.spec, spec).then((text) => history.replaceState(null, '', `#${text}`));
}
function startDraws() {
  drawn = { id: asked, list: [] };
  drawers.forEach((one, k) => one.postMessage({ type: 'draws', id: asked, spec, key: baseKey, first: k, step: drawers.length, count: DRAWS }));
}
function onMessage({ data }) {
  if (data.type === 'opened') {
    ({ facts, industries } = data);
    ask();
  } else if (data.type === 'answer' && data.id === asked) {
    answer = data.answer;
    document.body.dataset.digest = answer.digest;
    document.body.dataset.ms = answer.ms.toFixed(1);
    page.setAttribute('aria-busy', 'false');
    drawn = null;
    draw();
    clearTimeout(onMessage.later);
    onMessage.later = setTimeout(startDraws, 400);
  } else if (data.type === 'draw' && drawn && data.id === drawn.id && data.id === asked) {
    drawn.list.push(data.one);
    if (drawn.list.length === 8 || drawn.list.length % 20 === 0) {
      summarise();
      if (!document.activeElement?.matches('#answer select') || drawn.list.length === DRAWS) draw();          // an open list stays open
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
const quantile = (values, q) => {
  const at = (values.length - 1) * q, low = Math.floor(at);
  return values[low] + (at - low) * ((values[low + 1] ?? values[low]) - values[low]);
};
function summarise() {
  const list = drawn.list;
  const column = (get) => {
    const values = list.map(get).sort((a, b) => a - b);
    return [quantile(values, 0.05), quantile(values, 0.5), quantile(values, 0.95)];
  };
  drawn.lost = column((d) => d.lost);
  drawn.world = Array.from(answer.world, (_, p) => column((d) => d.world[p]));
  drawn.region = facts.regionId.map((_, r) => column((d) => d.byRegion[r]));
  drawn.industry = industries.map((_, k) => column((d) => d.byIndustry[k]));
  const rank = (values) => {
    const order = values.map((v, k) => [v, k]).sort((a, b) => a[0] - b[0]), out = [];
    order.forEach(([, k], r) => (out[k] = r));
    return out;
  };
  const lost = rank(list.map((d) => d.lost)), n = list.length;
  drawn.drivers = spec.uncertain.map((one, u) => {
    const order = rank(list.map((d) => d.knobs[u]));
    const d2 = order.reduce((sum, r, k) => sum + (r - lost[k]) ** 2, 0);
    return { name: one.target, value: 1 - (6 * d2) / (n * (n * n - 1)) };
  }).sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, 10);
}
async function openScenario(name, changed) {
  current = scenarios.find((one) => one.name === name) ?? scenarios[0];
  spec = changed ?? copy(current.spec);
  answer = null;
  drawn = null;
  baseKey = null;
  if (!files.has(current.model)) files.set(current.model, await readFile(`data/${current.model}.model.gz`, true));
  for (const one of [worker, ...drawers]) one.postMessage({ type: 'open', wasm: kernel, file: files.get(current.model) });
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
  const node = document.activeElement, key = ['id', 'data-dial', 'data-date', 'data-remove', 'data-why', 'data-node', 'name'].find((one) => node?.getAttribute(one));
  return key ? `[${key}="${CSS.escape(node.getAttribute(key))}"]` : null;
}
const refocus = (key) => key && document.querySelector(key)?.focus({ preventScroll: true });

function dials() {
  return h('section', { class: 'panel', 'aria-labelledby': 'dials' }, h('h2', { id: 'dials' }, T.dials), DIALS.map((dial) => {
    const { name, min, max, step, show } = dial, output = h('output', {}, show(dial.get(spec)));
    return h('label', { class: 'dial' }, h('span', {}, T.dial[name]), output, h('input', {
      type: 'range', min, max, step, value: dial.get(spec), disabled: !dial.works(spec), 'data-dial': name,
      oninput: (e) => (output.textContent = show(+e.target.value)), onchange: (e) => edit((s) => dial.set(s, +e.target.value)),
    }));
  }), h('p', { class: 'soft' }, T.dialsKey));
}
function timelineBar(m) {
  const at = (day) => Math.min(100, Math.max(0, (100 * ((day ?? Infinity) - spec.start)) / spec.days));
  const span = (from, until, className) => h('i', { class: className, style: `left:${at(from)}%;width:${Math.max(0, at(until) - at(from))}%` });
  const bar = h('div', { class: 'bar-line', 'aria-hidden': 'true' }, span(m.announced, m.from, 'announced'), span(m.from, m.until, 'force'), (m.suspended ?? []).map((p) => span(p.from, p.until, 'paused')));
  bar.addEventListener('pointerdown', (e) => {
    const width = bar.clientWidth, x = e.clientX, from = m.from, announced = m.announced;
    bar.setPointerCapture(e.pointerId);
    const shift = (event) => Math.round(((event.clientX - x) / width) * spec.days);
    bar.onpointermove = (event) => (bar.style.transform = `translateX(${event.clientX - x}px)`);
    bar.onpointerup = (event) => {
      bar.onpointermove = bar.onpointerup = null;
      bar.style.transform = '';
      const days = shift(event);
      if (days !== 0) edit((s) => move(s.measures.find((one) => one.id === m.id), from + days, announced + Math.min(0, days)));
    };
  });
  return bar;
}
function move(m, from, announced = Math.min(m.announced, from)) {
  m.from = from;
  m.announced = Math.min(announced, from);
  if (m.until != null && m.until <= from) m.until = from + 1;
  m.amendments = m.amendments?.filter((a) => a.from >= m.from && (m.until == null || a.from < m.until));
  m.suspended = m.suspended?.filter((p) => (p.until ?? Infinity) > m.from && (m.until == null || p.from < m.until));
}
function drop(s, id) {
  s.measures = s.measures.filter((m) => m.id !== id);
  s.uncertain = s.uncertain.filter((one) => !one.target.startsWith(`measures.${id}.`));
}
function timeline() {
  const one = (id) => (s) => s.measures.find((m) => m.id === id);
  const date = (m, key) => h('input', { type: 'date', 'aria-label': `${T[key]}: ${m.title}`, 'data-date': `${m.id}.${key}`, value: m[key] != null && Math.abs(m[key]) < 1e6 ? isoDay(m[key]) : '', onchange: (e) => {
    const day = e.target.value ? dayOf(e.target.value) : null;
    edit((s) => {
      const at = one(m.id)(s);
      if (key === 'from' && day != null) move(at, day);
      if (key === 'until') at.until = day != null && day <= at.from ? at.from + 1 : day;
      if (key === 'until') move(at, at.from, at.announced);
    });
  } });
  return h('section', { class: 'panel', 'aria-labelledby': 'measures' }, h('h2', { id: 'measures' }, T.measures),
    h('p', { class: 'legend' }, h('i', { class: 'announced' }), T.announced, h('i', { class: 'force' }), T.inForce, h('i', { class: 'paused' }), T.suspended),
    h('ul', { class: 'timeline' }, spec.measures.map((m) => h('li', {}, h('div', { class: 'title' }, h('span', { lang: 'en' }, m.title), m.link ? h('a', { href: m.link, rel: 'noreferrer', title: m.citation }, m.citation || T.law) : h('small', {}, m.citation)),
      timelineBar(m), h('div', { class: 'dates' }, date(m, 'from'), date(m, 'until'), h('button', { 'data-remove': m.id, 'aria-label': `${T.remove}: ${m.title}`, onclick: () => edit((s) => drop(s, m.id)) }, '×'))))),
    h('form', { class: 'add', onsubmit: (e) => {
      e.preventDefault();
      const f = new FormData(e.target), from = dayOf(f.get('day')) ?? spec.start;
      const id = `page-${f.get('effect')}-${spec.measures.length + 1}`;
      edit((s) => s.measures.push({ id, title: `${T[f.get('effect')]}: ${f.get('group')}, ${f.get('origin')} → ${f.get('to')}`, citation: 'hypothetical', link: '', authority: f.get('effect') === 'duty' && f.get('to') !== '*' ? f.get('to') : f.get('origin'),
        certainty: 'hypothetical', effect: f.get('effect'), items: [`group:${f.get('group')}`], origins: [f.get('origin')], destinations: [f.get('to')], announced: from, from, until: null, terms: f.get('effect') === 'duty' ? { rate: 0.25 } : {} }));
    } }, select('effect', ['ban', 'licence', 'duty'].map((e) => [e, T[e]]), T.effect), select('group', facts.groupId.map((g) => [g, g]), T.group), select('origin', facts.regionId.map((r, k) => [r, facts.regionName[k]]), T.origin, 'CHN'),
    select('to', [['*', T.world], ...facts.regionId.map((r, k) => [r, facts.regionName[k]])], T.destination), h('input', { type: 'date', name: 'day', 'aria-label': T.day, value: isoDay(spec.start + 365), required: true }), h('button', { id: 'add' }, T.add)));
}
const select = (name, options, label, value, onchange) => h('select', { name, 'aria-label': label, ...(onchange ? { onchange } : {}) }, options.map(([v, text]) => h('option', { value: v, selected: v === value }, text)));

function save(name, type, text) {
  const url = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
function csvText() {
  const rows = [['kind', 'id', 'name', 'lost_value_added_usd', 'p05', 'p95']];
  facts.regionId.forEach((id, r) => rows.push(['region', id, facts.regionName[r], answer.byRegion[r], drawn?.region?.[r][0] ?? '', drawn?.region?.[r][2] ?? '']));
  industries.forEach((item, k) => rows.push(['industry', facts.itemId[item], facts.itemName[item], answer.byIndustry[k], drawn?.industry?.[k][0] ?? '', drawn?.industry?.[k][2] ?? '']));
  return rows.map((row) => row.map((v) => (/[",]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : v)).join(',')).join('\n');
}
function chartText(id) {
  const svg = document.querySelector(`#${id} svg`).cloneNode(true), of = document.querySelector(`#${id} svg`);
  const copyStyle = (a, b) => {
    const style = getComputedStyle(a);
    b.setAttribute('style', ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font', 'fill-opacity', 'paint-order'].map((key) => `${key}:${style.getPropertyValue(key)}`).join(';'));
    [...a.children].forEach((child, k) => copyStyle(child, b.children[k]));
  };
  copyStyle(of, svg);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return svg.outerHTML;
}
function png(id) {
  const image = new Image(), svg = document.querySelector(`#${id} svg`).viewBox.baseVal;
  image.onload = () => {
    const canvas = h('canvas', { width: 2 * svg.width, height: 2 * svg.height });
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(`${id}.png`, 'image/png', blob));
  };
  const text = chartText(id).replace('<svg ', `<svg width="${svg.width}" height="${svg.height}" `);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
function controls() {
  const focus = focusKey(), scrolled = document.querySelector('.timeline')?.scrollTop ?? 0;
  const bar = h('div', { class: 'tools' },
    select('scenario', scenarios.map((one) => [one.name, one.title]), T.scenario, current.name, (e) => (past = [], future = [], openScenario(e.target.value).then(() => history.replaceState(null, '', '#')))),
    h('button', { id: 'undo', onclick: () => travel(past, future), disabled: past.length === 0 }, T.undo), h('button', { id: 'redo', onclick: () => travel(future, past), disabled: future.length === 0 }, T.redo),
    h('button', { id: 'share', onclick: async () => {
      const text = `${location.href.split('#')[0]}#${await shareText(current.name, current.spec, spec)}`;
      history.replaceState(null, '', text);
      await navigator.clipboard?.writeText(text).catch(() => {});
      document.getElementById('status').textContent = T.copied;
    } }, T.share),
    h('button', { id: 'yaml', onclick: () => save(`${spec.name}.yaml`, 'text/yaml', toYaml(spec, current.world, facts)) }, T.yaml),
    h('button', { id: 'csv', onclick: () => save(`${spec.name}.csv`, 'text/csv', csvText()) }, T.csv),
    h('button', { id: 'pin', disabled: pins.length >= 4, onclick: () => (pins.push({ title: `${spec.title} (${pins.length + 1})`, world: answer.world, lost: answer.lost }), draw()) }, T.pin),
    h('button', { id: 'language', lang: language === 'en' ? 'zh' : 'en', title: T.languageName, 'aria-label': `${T.language} (${T.languageName})`, onclick: () => ((language = language === 'en' ? 'zh' : 'en'), (T = STRINGS[language]), (document.documentElement.lang = language), controls(), draw()) }, T.language));
  page.replaceChildren(h('header', {}, h('h1', {}, 'chokepoint'), bar, h('p', { id: 'status', role: 'status' })), h('div', { class: 'columns' }, h('div', { class: 'side' }, dials(), timeline()), h('main', { id: 'answer' })));
  document.querySelector('.timeline').scrollTop = scrolled;
  if (answer) draw();
  refocus(focus);
}

/* ---- answer ---- */

function words() {
  if (!(answer.lost > 1e4)) return [T.none];
  const out = [T.headline(usd(drawn?.lost?.[1] ?? answer.lost))];
  if (drawn?.lost) out.push(T.range(usd(drawn.lost[0]), usd(drawn.lost[2]), drawn.list.length));
  const most = answer.byRegion.indexOf(Math.max(...answer.byRegion)), first = answer.stops[0], worst = answer.world.indexOf(Math.max(...answer.world));
  if (first) out.push(T.first(facts.itemName[first.item], facts.regionName[first.region], dateOf(first.slow)));
  out.push(T.most(facts.regionName[most], usd(answer.byRegion[most])), T.worst(percent(answer.world[worst]), dateOf((worst + 1) * answer.every - 1)));
  return out;
}
const figure = (id, title, picture, extra) => h('figure', { id }, h('figcaption', {}, h('h2', {}, title), h('span', { class: 'save' }, h('button', { title: T.svg, 'aria-label': `SVG: ${title}`, onclick: () => save(`${id}.svg`, 'image/svg+xml', chartText(id)) }, 'SVG'),
  h('button', { title: T.png, 'aria-label': `PNG: ${title}`, onclick: () => png(id) }, 'PNG'))), extra, picture);
function cause(stop) {
  const bound = T.bound[stop.bound];
  return typeof bound === 'function' ? bound(facts.itemName[facts.tables.slot.value[stop.slot * facts.tables.slot.width + 1]] ?? '') : bound;
}
function stopsTable() {
  const rows = answer.stops.filter((one) => view.region < 0 || one.region === view.region).slice(0, 14);
  if (rows.length === 0) return h('p', {}, T.nothing);
  const heads = [T.day, T.industry, T.country, T.lowest, T.lost, T.cause];
  const cells = (one) => [h('span', {}, h('time', {}, dateOf(one.slow)), one.stop >= 0 ? [` · ${T.stop} `, h('time', {}, dateOf(one.stop))] : ''), facts.itemName[one.item], facts.regionName[one.region], percent(one.lowest), usd(one.lost), cause(one)];
  return h('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': T.stops }, h('table', { role: 'table' }, h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, [...heads, ''].map((t) => h('th', { scope: 'col', role: 'columnheader' }, t || h('span', { class: 'hidden' }, T.why))))),
    h('tbody', { role: 'rowgroup' }, rows.map((one) => h('tr', { role: 'row' }, cells(one).map((text, k) => h('td', { role: 'cell', 'data-head': heads[k] }, text)),
      h('td', { role: 'cell' }, h('button', { 'data-why': one.site, 'aria-label': `${T.why} ${facts.itemName[one.item]}, ${facts.regionName[one.region]}`, onclick: () => post({ type: 'why', site: one.site, id: asked }) }, T.why)))))));
}
// Markets and the rest of a country have no name of their own: what they deal in, and where.
function siteName(site) {
  const { value, width } = facts.tables.site;
  return facts.siteName[site] || `${facts.itemName[value[site * width + 2]]}, ${facts.regionName[value[site * width + 1]]}`;
}
function whyPanel() {
  if (!view.why) return null;
  const slot = facts.tables.slot, last = view.why.steps.at(-1), m = spec.measures[last?.measure];
  return h('section', { id: 'why', tabindex: -1, class: 'panel', 'aria-label': T.why }, h('button', { class: 'close', onclick: () => { const key = `[data-why="${view.why.site}"]`; view.why = null; draw(); refocus(key); } }, T.close), h('h2', {}, T.why), h('ol', {}, view.why.steps.map((step) => h('li', {},
    `${siteName(step.site)}${step.slot >= 0 ? ` ← ${facts.itemName[slot.value[step.slot * slot.width + 1]]}` : ''} · ${dateOf(step.day)} · ${T.steps.cover} ${percent(step.cover)}`))),
    h('p', {}, m ? [h('b', {}, m.title), ' ', m.link ? h('a', { href: m.link, rel: 'noreferrer' }, m.citation || T.law) : m.citation] : T.noWhy));
}
function missingArcs() {
  const { value, width, rows } = facts.tables.flow, total = new Map(), months = answer.months, values = facts.flows * months;
  for (let f = 0; f < rows; f++) {
    const at = f * width;
    if (!value[at + 6]) continue;
    let sum = 0;
    for (let m = 0; m < months; m++) sum += answer.baseFlows[values + f * months + m] - answer.flows[values + f * months + m];
    const key = `${value[at + 3]} ${value[at + 4]}`;
    total.set(key, (total.get(key) ?? 0) + sum);
  }
  return [...total].map(([key, weight]) => ({ from: +key.split(' ')[0], to: +key.split(' ')[1], weight })).filter((arc) => arc.weight > 0).sort((a, b) => b.weight - a.weight).slice(0, 24);
}
function tiers() {
  const { value, width, rows } = facts.tables.flow, months = answer.months, values = facts.flows * months, offset = view.mass ? 0 : values;
  const LAYERS = ['upstream', 'input', 'output'], links = new Map(), size = new Map();
  const raw = [];
  for (let f = 0; f < rows; f++) {
    const at = f * width, layer = LAYERS.indexOf(facts.tier[value[at + 2]]);
    if (!value[at + 6] || layer < 0 || (view.mass && facts.unit[value[at + 2]] !== 't')) continue;
    let base = 0, now = 0;
    for (let m = 0; m < months; m++) {
      base += answer.baseFlows[offset + f * months + m];
      now += answer.flows[offset + f * months + m];
    }
    raw.push([layer, value[at + 3], value[at + 4], base, now]);
    for (const r of [value[at + 3], value[at + 4]]) size.set(r, (size.get(r) ?? 0) + base);
  }
  const top = new Set([...size].sort((a, b) => b[1] - a[1]).slice(0, 9).map(([r]) => r)), nodes = new Map();
  const node = (layer, region) => {
    const id = `${layer} ${top.has(region) ? region : 'x'}`;
    nodes.set(id, { layer, name: top.has(region) ? facts.regionName[region] : T.others, short: top.has(region) ? facts.regionId[region] : '+' });
    return id;
  };
  for (const [layer, from, to, base, now] of raw) {
    const a = node(layer, from), b = node(layer + 1, to), link = links.get(`${a}>${b}`) ?? { from: a, to: b, base: 0, value: 0 };
    link.base += base;
    link.value += now;
    links.set(`${a}>${b}`, link);
  }
  const total = [...links.values()].reduce((sum, l) => sum + l.base, 0);
  return { nodes, links: [...links.values()].filter((l) => l.base > total * 0.001), layers: T.layers };
}
function draw() {
  const main = document.getElementById('answer');
  if (!main || !answer) return;
  const region = view.region, points = answer.points, series = region < 0 ? answer.world : answer.region.slice(region * points, (region + 1) * points);
  const top = (values, names, bandsOf) => Array.from(values, (value, k) => ({ name: names[k], value, low: bandsOf?.[k][0], high: bandsOf?.[k][2] })).sort((a, b) => b.value - a.value).filter((r) => r.value > 0).slice(0, 10);
  const priced = facts.itemId.map((_, item) => item).filter((item) => facts.tier[item] !== 'industry').sort((a, b) => Math.max(...answer.outside.slice(b * points, (b + 1) * points)) - Math.max(...answer.outside.slice(a * points, (a + 1) * points)));
  const item = view.item ?? priced[0], focus = focusKey(), t = tiers();
  const common = { start: spec.start, every: answer.every, narrow: narrow.matches };
  const bands = region < 0 && drawn?.world ? [{ low: drawn.world.map((b) => b[0]), high: drawn.world.map((b) => b[2]) }] : [];
  const parts = [h('section', { class: 'words', 'aria-live': 'polite' }, words().map((text, k) => h('p', { class: k === 0 ? 'first' : '' }, text)),
      h('p', { class: 'soft' }, `${T.digest} ${answer.digest}${drawn ? ` · ${drawn.list.length} / ${DRAWS} ${T.draws}` : ''} · ${answer.ms.toFixed(0)} ms`)),
    h('div', { class: 'row' }, h('label', {}, T.view, ' ', select('region', [[-1, T.world], ...facts.regionName.map((name, r) => [r, name])], T.view, region, (e) => ((view.region = +e.target.value), draw()))),
      h('label', {}, T.items, ' ', select('item', priced.map((k) => [k, facts.itemName[k]]), T.items, item, (e) => ((view.item = +e.target.value), draw())))),
    figure('losses', T.losses, lineChart({ ...common, lines: [{ values: series, className: 'one', name: spec.title }, ...(region < 0 ? pins.map((pin, k) => ({ values: pin.world, className: `pin${k}`, name: pin.title })) : [])], bands, label: T.losses, format: percent }),
      pins.length ? h('ul', { class: 'pins' }, pins.map((pin, k) => h('li', { class: `pin${k}` }, `${pin.title}: ${usd(pin.lost)} `, h('button', { onclick: () => (pins.splice(k, 1), draw()) }, T.unpin)))) : null),
    h('section', {}, h('h2', {}, T.stops), stopsTable()), whyPanel(),
    h('div', { class: 'pair' }, figure('regions', T.regions, bars({ rows: top(answer.byRegion, facts.regionName, drawn?.region), label: T.regions, format: usd })), figure('industries', T.industries, bars({ rows: top(answer.byIndustry, industries.map((k) => facts.itemName[k]), drawn?.industry), label: T.industries, format: usd }))),
    figure('prices', `${T.prices}: ${facts.itemName[item]}`, lineChart({ ...common, lines: [{ values: answer.outside.slice(item * points, (item + 1) * points), className: 'one', name: T.outside }, { values: answer.inside.slice(item * points, (item + 1) * points), className: 'two', name: T.inside }], label: T.prices, format: (v) => `${v.toPrecision(2)}×` }),
      h('p', { class: 'key' }, h('i', { class: 'one' }), T.outside, h('i', { class: 'two' }), T.inside)),
    figure('map', T.map, map({ places: facts.regionId.map((id, r) => ({ id, name: facts.regionName[r], latitude: facts.tables.region.value[2 * r], longitude: facts.tables.region.value[2 * r + 1], loss: Math.max(0, answer.byRegion[r]) })), arcs: missingArcs(), label: T.map, format: usd, narrow: narrow.matches }), h('p', { class: 'soft' }, T.mapKey)),
    figure('flows', T.flows, sankey({ ...t, narrow: narrow.matches, label: T.flows, format: (v) => (view.mass ? `${v.toPrecision(3)} t` : usd(v)), picked: view.node, onPick: (id) => ((view.node = id), draw()) }), h('p', { class: 'soft' }, T.flowsKey), h('button', { id: 'mass', 'aria-pressed': String(view.mass), onclick: () => ((view.mass = !view.mass), (view.node = null), draw()) }, view.mass ? T.mass : T.weight)),
    drawn?.drivers ? figure('tornado', T.hinges, bars({ rows: drawn.drivers.map((d) => ({ name: d.name.replace(/^(measures|parameters)\./, ''), value: Math.abs(d.value) })), label: T.hinges, format: (v) => v.toFixed(2) })) : null, h('footer', {}, T.note)];
  main.replaceChildren(...parts.filter((part) => part != null));
  document.getElementById('pin').disabled = pins.length >= 4;
  refocus(focus);
}

/* ---- start ---- */

async function start() {
  document.documentElement.lang = language;
  const [wasm, list, source] = await Promise.all([readFile('chokepoint.wasm'), readFile('data/scenarios.json.gz', true), workerSource()]);
  kernel = wasm;
  scenarios = JSON.parse(new TextDecoder().decode(list));
  worker = new Worker(source);
  worker.onmessage = (event) => {
    onMessage(event);
    if (event.data.type === 'opened') controls();
  };
  drawers = Array.from({ length: Math.max(1, Math.min(3, (navigator.hardwareConcurrency || 2) - 1)) }, () => new Worker(source));
  for (const one of drawers) one.onmessage = (event) => event.data.type !== 'opened' && onMessage(event);
  const shared = await unshare(location.hash.slice(1), scenarios);
  await openScenario(shared?.name, shared?.spec);
}
addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || event.target.matches('input[type=text]')) return;
  event.preventDefault();
  if (event.shiftKey) travel(future, past);
  else travel(past, future);
});
narrow.addEventListener('change', draw);
start().catch((error) => page.replaceChildren(h('p', { role: 'alert' }, String(error.message ?? error))));
