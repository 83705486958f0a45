// Shipments of all flows and months, and what is missing at all sites, made into what the pictures show.

// The share of value added missing in a region (-1: all) and an industry (-1: all), point by point.
export function missingShare(working, { missing, points }, region, industry) {
  const lost = new Float64Array(points);
  let total = 0;
  working.forEach(({ region: where, item, added }, k) => {
    if ((region >= 0 && where !== region) || (industry >= 0 && item !== industry)) return;
    total += added;
    for (let p = 0; p < points; p++) lost[p] += missing[p * working.length + k];
  });
  return lost.map((one) => one / (total || 1));
}

// The trade between countries that is missing against the years without measures, in USD; the 24 largest.
export function missingArcs(facts, answer) {
  const { value, width, rows } = facts.tables.flow,
    total = new Map();
  for (let f = 0; f < rows; f++) {
    const at = f * width;
    if (!value[at + 6]) continue;
    const sum = answer.baseShipped[facts.flows + f] - answer.shipped[facts.flows + f];
    const key = `${value[at + 3]} ${value[at + 4]}`;
    total.set(key, (total.get(key) ?? 0) + sum);
  }
  return [...total]
    .map(([key, weight]) => ({ from: +key.split(' ')[0], to: +key.split(' ')[1], weight }))
    .filter((arc) => arc.weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 24);
}
// Trade by tier for the Sankey: base and value of each link, in t (byMass) or USD; the nine largest countries and the
// rest.
export function tiers(facts, answer, byMass, T) {
  const { value, width, rows } = facts.tables.flow,
    offset = byMass ? 0 : facts.flows;
  const LAYERS = ['upstream', 'input', 'output'],
    links = new Map(),
    size = new Map();
  const raw = [];
  for (let f = 0; f < rows; f++) {
    const at = f * width,
      layer = LAYERS.indexOf(facts.tier[value[at + 2]]);
    if (!value[at + 6] || layer < 0 || (byMass && facts.unit[value[at + 2]] !== 't')) continue;
    const base = answer.baseShipped[offset + f],
      now = answer.shipped[offset + f];
    raw.push([layer, value[at + 3], value[at + 4], base, now]);
    for (const r of [value[at + 3], value[at + 4]]) size.set(r, (size.get(r) ?? 0) + base);
  }
  const top = new Set(
      [...size]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 9)
        .map(([r]) => r),
    ),
    nodes = new Map();
  const node = (layer, region) => {
    const id = `${layer} ${top.has(region) ? region : 'x'}`;
    nodes.set(id, {
      layer,
      name: top.has(region) ? facts.regionName[region] : T.others,
      short: top.has(region) ? facts.regionId[region] : '+',
    });
    return id;
  };
  for (const [layer, from, to, base, now] of raw) {
    const a = node(layer, from),
      b = node(layer + 1, to),
      link = links.get(`${a}>${b}`) ?? { from: a, to: b, base: 0, value: 0 };
    link.base += base;
    link.value += now;
    links.set(`${a}>${b}`, link);
  }
  const total = [...links.values()].reduce((sum, l) => sum + l.base, 0);
  return { nodes, links: [...links.values()].filter((l) => l.base > total * 0.001), layers: T.layers };
}
