// Changes of the measures of a spec.

// The region whose authority controls most, for prices inside and outside; -1: none.
export function homeRegion(spec, regionId) {
  const count = new Map();
  for (const m of spec.measures)
    if (['licence', 'ban', 'quota', 'refusal'].includes(m.effect))
      count.set(m.authority, (count.get(m.authority) ?? 0) + 1);
  const best = [...count].sort((a, b) => b[1] - a[1])[0];
  return best ? regionId.indexOf(best[0]) : -1;
}

// Move the first day of a measure; what no longer lies within its days goes.
export function move(m, from, announced = Math.min(m.announced, from)) {
  m.from = from;
  m.announced = Math.min(announced, from);
  if (m.until != null && m.until <= from) m.until = from + 1;
  m.amendments = m.amendments?.filter((a) => a.from >= m.from && (m.until == null || a.from < m.until));
  m.suspended = m.suspended?.filter((p) => (p.until ?? Infinity) > m.from && (m.until == null || p.from < m.until));
}

export function drop(s, id) {
  s.measures = s.measures.filter((m) => m.id !== id);
  s.uncertain = s.uncertain.filter((one) => !one.target.startsWith(`measures.${id}.`));
}
