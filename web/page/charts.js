// Charts as SVG, without a library.
import { isoDay } from './days.js';
const NS = 'http://www.w3.org/2000/svg';
export function s(name, attributes = {}, ...children) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child != null));
  return node;
}
export const titled = (node, text) => (node.append(s('title', {}, text)), node);
// A mark with its words; opens: {key, label, press} where a press on it opens something.
export function pressable(node, opens, label) {
  if (!opens) return titled(node, label);
  for (const [key, value] of Object.entries({ tabindex: 0, role: 'button', 'data-why': opens.key }))
    node.setAttribute(key, value);
  node.addEventListener('click', opens.press);
  node.addEventListener(
    'keydown',
    (event) => (event.key === 'Enter' || event.key === ' ') && (event.preventDefault(), opens.press()),
  );
  return titled(node, `${label}. ${opens.label}`);
}
// Marks of an axis from below `low` to above `high`: 1, 2 or 5 times a power of ten apart, some five of them.
function marks(low, high) {
  const aim = (high > low ? high - low : 1) / 5,
    power = 10 ** Math.floor(Math.log10(aim));
  const step = power * ([1, 2, 5].find((one) => one * power >= aim) ?? 10),
    first = Math.floor(low / step),
    last = Math.max(first + 1, Math.ceil(high / step));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, k) => ({
    at: (first + k) * step,
    text: ((first + k) * step).toFixed(digits),
  }));
}
// lines: [{values, className, name}]; bands: [{low, high}]; times, unit: of the axis; narrow: for a screen of a hand's
// width
export function lineChart({ lines, bands = [], start, every, label, times = 1, unit = '', floor = 0, narrow = false }) {
  const W = narrow ? 380 : 920,
    H = narrow ? 220 : 280,
    left = 54,
    right = 12,
    top = 12,
    bottom = 26;
  const n = lines[0].values.length;
  const most = Math.max(
      floor,
      ...lines.flatMap((l) => [...l.values].filter((v) => v >= -Infinity)),
      ...bands.flatMap((b) => [...b.high]),
    ),
    axis = marks(floor * times, most * times),
    lowest = axis[0].at / times,
    highest = axis.at(-1).at / times;
  const x = (k) => left + ((W - left - right) * k) / Math.max(1, n - 1),
    y = (v) => H - bottom - ((H - top - bottom) * (v - lowest)) / (highest - lowest);
  // Values that are not there (NaN) leave a gap.
  const path = (values) =>
    Array.from(values, (v, k) =>
      v >= -Infinity
        ? `${values[k - 1] >= -Infinity ? 'L' : 'M'}${x(k).toFixed(1)} ${y(Math.max(v, lowest)).toFixed(1)}`
        : '',
    ).join('');
  const svg = s('svg', { viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': label });
  for (const { at, text } of axis) {
    const height = y(at / times);
    svg.append(
      s('line', { class: 'grid', x1: left, x2: W - right, y1: height, y2: height }),
      s('text', { x: left - 6, y: height + 4, 'text-anchor': 'end', class: 'soft' }, text + unit),
    );
  }
  for (let k = 0, last = ''; k < n; k++) {
    const year = isoDay(start + (k + 1) * every - 1).slice(0, 4);
    if (year !== last) svg.append(s('text', { x: x(k), y: H - 8, class: 'soft' }, year));
    last = year;
  }
  const back = (values) =>
    Array.from(values, (_, k) => `L${x(n - 1 - k).toFixed(1)} ${y(values[n - 1 - k]).toFixed(1)}`).join('');
  for (const band of bands)
    svg.append(
      s('path', {
        class: 'band',
        d: `${path(band.low)}${back(band.high)}Z`,
      }),
    );
  for (const line of lines)
    svg.append(titled(s('path', { class: `line ${line.className}`, d: path(line.values) }), line.name));
  return svg;
}
// rows: [{name, value, low, high, opens}]; signed: values lie on both sides of a line in the middle
export function bars({ rows, label, format, signed = false }) {
  const W = 400,
    row = 34,
    H = Math.max(row, rows.length * row),
    zero = signed ? W / 2 : 0,
    span = W - zero;
  const top = Math.max(1e-9, ...rows.map((r) => Math.max(Math.abs(r.value), r.high ?? 0)));
  const x = (v) => zero + (span * (signed ? v : Math.max(0, v))) / top;
  const role = rows.some((r) => r.opens) ? 'group' : 'img';
  const svg = s('svg', { viewBox: `0 0 ${W} ${H}`, role, class: 'bars', 'aria-label': label });
  if (signed) svg.append(s('line', { class: 'grid', x1: zero, x2: zero, y1: 0, y2: H }));
  rows.forEach((r, k) => {
    const y = k * row,
      from = Math.min(zero, x(r.value)),
      width = Math.max(1, Math.abs(x(r.value) - zero));
    const one = s(
      'g',
      {},
      s('rect', { class: 'touch', x: 0, y, width: W, height: row }),
      s('text', { x: 0, y: y + 14 }, r.name.length > 44 ? `${r.name.slice(0, 43)}…` : r.name),
      s('rect', { class: r.value < 0 ? 'bar less' : 'bar', x: from, y: y + 19, width, height: 10, rx: 2 }),
      r.high != null
        ? s('path', {
            class: 'whisker',
            d: `M${x(r.low)} ${y + 24}H${x(r.high)}M${x(r.low)} ${y + 19}v10M${x(r.high)} ${y + 19}v10`,
          })
        : null,
      s('text', { x: W, y: y + 14, 'text-anchor': 'end', class: 'value' }, format(r.value)),
    );
    svg.append(pressable(one, r.opens, `${r.name}: ${format(r.value)}`));
  });
  return svg;
}
// Layers of nodes with ribbons. links: [{from: 'a', to: 'b', value, base}], nodes: Map id -> {layer, name, short}
export function sankey({ nodes, links, layers, label, format, picked, onPick, narrow = false }) {
  const W = narrow ? 380 : 920,
    H = 420,
    wide = narrow ? 8 : 12,
    gap = 8,
    last = narrow ? 62 : 150,
    left = narrow ? 0 : 20;
  const svg = s('svg', { viewBox: `0 0 ${W} ${H + 24}`, role: 'group', 'aria-label': label });
  const column = (k) => left + (k * (W - last)) / Math.max(1, layers.length - 1),
    size = new Map();
  for (const id of nodes.keys()) {
    const total = (key) => links.filter((l) => l[key] === id).reduce((sum, l) => sum + l.base, 0);
    size.set(id, Math.max(total('from'), total('to')));
  }
  const layer = Array.from({ length: layers.length }, (_, k) =>
    [...nodes.keys()].filter((id) => nodes.get(id).layer === k).sort((a, b) => size.get(b) - size.get(a)),
  );
  const scale = Math.min(
    ...layer.map(
      (ids) =>
        (H - gap * ids.length) /
        Math.max(
          1e-12,
          ids.reduce((sum, id) => sum + size.get(id), 0),
        ),
    ),
  );
  const box = new Map();
  layer.forEach((ids, k) => {
    let y = 20;
    for (const id of ids) {
      box.set(id, { x: column(k), y, out: y, in: y, h: Math.max(1, size.get(id) * scale) });
      y += size.get(id) * scale + gap;
    }
  });
  const touched = new Set(picked ? [picked] : []);
  for (let round = 0; picked && round < layers.length; round++) {
    for (const l of links) {
      if (touched.has(l.from) && nodes.get(l.from).layer >= nodes.get(picked).layer) touched.add(l.to);
      if (touched.has(l.to) && nodes.get(l.to).layer <= nodes.get(picked).layer) touched.add(l.from);
    }
  }
  layers.forEach((name, k) => svg.append(s('text', { x: column(k), y: 12, class: 'soft' }, name)));
  for (const l of [...links].sort((a, b) => b.base - a.base)) {
    const a = box.get(l.from),
      b = box.get(l.to),
      h = l.base * scale,
      kept = l.value * scale;
    const middle = (a.x + b.x) / 2;
    const ribbon = (width) =>
      `M${a.x + wide} ${a.out}C${middle} ${a.out} ${middle} ${b.in} ${b.x} ${b.in}v${width}` +
      `C${middle} ${b.in + width} ${middle} ${a.out + width} ${a.x + wide} ${a.out + width}Z`;
    const dim = picked && !(touched.has(l.from) && touched.has(l.to)) ? ' dim' : '';
    svg.append(
      s('path', { class: `ghost${dim}`, d: ribbon(h) }),
      titled(
        s('path', { class: `ribbon${dim}`, d: ribbon(Math.min(kept, h * 1.5)) }),
        `${nodes.get(l.from).name} → ${nodes.get(l.to).name}: ${format(l.base)} → ${format(l.value)}`,
      ),
    );
    a.out += h;
    b.in += h;
  }
  for (const [id, b] of box) {
    const node = s(
      'g',
      {
        tabindex: 0,
        role: 'button',
        'data-node': id,
        'aria-pressed': String(id === picked),
        'aria-label': [narrow ? nodes.get(id).short : [], nodes.get(id).name, layers[nodes.get(id).layer]]
          .flat()
          .join(', '),
      },
      s('rect', { class: 'node', x: b.x, y: b.y, width: wide, height: b.h }),
      b.h > 8 || id === picked
        ? s(
            'text',
            { x: b.x + wide + 4, y: b.y + b.h / 2 + 4, class: 'halo' },
            narrow ? nodes.get(id).short : nodes.get(id).name,
          )
        : null,
    );
    node.addEventListener('click', () => onPick(id === picked ? null : id));
    node.addEventListener(
      'keydown',
      (event) =>
        (event.key === 'Enter' || event.key === ' ') && (event.preventDefault(), onPick(id === picked ? null : id)),
    );
    svg.append(node);
  }
  return svg;
}
