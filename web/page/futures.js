// Futures: many draws made into bands.

const quantile = (values, q) => {
  const at = (values.length - 1) * q,
    low = Math.floor(at);
  return values[low] + (at - low) * ((values[low + 1] ?? values[low]) - values[low]);
};
// Bands of a list of draws: 5, 50 and 95 % of the losses, and what the losses go with (rank correlation of Spearman,
// 1904).
export function summarise(list, { world, regions, industries, uncertain }) {
  const column = (get) => {
    const values = list.map(get).sort((a, b) => a - b);
    return [quantile(values, 0.05), quantile(values, 0.5), quantile(values, 0.95)];
  };
  const rank = (values) => {
    const order = values.map((v, k) => [v, k]).sort((a, b) => a[0] - b[0]),
      out = [];
    order.forEach(([, k], r) => (out[k] = r));
    return out;
  };
  const lost = rank(list.map((d) => d.lost)),
    n = list.length;
  const drivers = uncertain
    .map((one, u) => {
      const order = rank(list.map((d) => d.knobs[u]));
      const d2 = order.reduce((sum, r, k) => sum + (r - lost[k]) ** 2, 0);
      return { name: one.target, value: 1 - (6 * d2) / (n * (n * n - 1)) };
    })
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, 10);
  const each = (count, get) => Array.from({ length: count }, (_, k) => column((d) => get(d)[k]));
  return {
    lost: column((d) => d.lost),
    world: each(world, (d) => d.world),
    region: each(regions, (d) => d.byRegion),
    industry: each(industries, (d) => d.byIndustry),
    drivers,
  };
}
