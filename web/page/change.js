// The first day (from the start of the scenario) on which two specs may give different answers: a run of the second may
// be resumed from a snapshot of the first taken on or before it. 0: from the start. Infinity: they are the same.

// Specs over one world with the same key have the same years without measures.
export const baselineKey = (spec) =>
  JSON.stringify([spec.start, spec.days, spec.seed, spec.allocation, spec.parameters]);

const WHOLE = ['start', 'days', 'seed', 'law_known_on', 'allocation', 'parameters'];
const WORDS = ['title', 'citation', 'link', 'certainty'];
const DATED = [...WORDS, 'from', 'until', 'announced', 'suspended', 'amendments', 'terms'];
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const known = (measure) => Math.min(measure.announced, measure.from);

// The first day on which a term is read: in force; what buyers expect of a restriction follows its coverage and leakage from
// the announcement (src/flow/permit.c).
const RESTRICTS = ['licence', 'ban', 'quota'],
  EXPECTED = ['coverage', 'leakage'];
const readFrom = (measure, term) =>
  RESTRICTS.includes(measure.effect) && EXPECTED.includes(term)
    ? known(measure)
    : Math.max(measure.announced, measure.from);
function firstTerm(a, b) {
  const terms = [...new Set([...Object.keys(a.terms ?? {}), ...Object.keys(b.terms ?? {})])];
  return Math.min(
    Infinity,
    ...terms
      .filter((term) => a.terms?.[term] !== b.terms?.[term])
      .map((term) => Math.min(readFrom(a, term), readFrom(b, term))),
  );
}
// An uncertain term counts as a term that is changed, any other uncertain number holds from the start.
function firstUncertain(a, b, before, after) {
  const rows = (spec) => new Map((spec.uncertain ?? []).map((row) => [row.target, JSON.stringify(row)]));
  const mine = rows(a),
    others = rows(b);
  let first = Infinity;
  for (const target of new Set([...mine.keys(), ...others.keys()])) {
    if (mine.get(target) === others.get(target)) continue;
    const [, id, term] = target.match(/^measures\.(.+)\.([^.]+)$/) ?? [];
    for (const measure of [before.get(id), after.get(id)])
      first = Math.min(first, id === undefined ? -Infinity : measure ? readFrom(measure, term) : Infinity);
  }
  return first;
}

function firstPause(a = [], b = []) {
  let first = Infinity;
  for (const [mine, others] of [
    [a, b],
    [b, a],
  ]) {
    for (const pause of mine) {
      const other = others.find((one) => one.from === pause.from);
      if (!other) first = Math.min(first, pause.from);
      else if (other.until !== pause.until) first = Math.min(first, pause.until ?? Infinity, other.until ?? Infinity);
    }
  }
  return first;
}
function firstAmendment(a = [], b = []) {
  const key = (one) => `${one.from} ${one.term} ${one.value}`;
  const mine = new Set(a.map(key)),
    others = new Set(b.map(key));
  return Math.min(
    Infinity,
    ...a.filter((one) => !others.has(key(one))).map((one) => one.from),
    ...b.filter((one) => !mine.has(key(one))).map((one) => one.from),
  );
}
function firstOfMeasure(a, b) {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) if (!DATED.includes(key) && !same(a[key], b[key])) return Math.min(known(a), known(b));
  let first = Infinity;
  if (a.announced !== b.announced) first = Math.min(known(a), known(b));
  if (a.from !== b.from) first = Math.min(first, a.from, b.from);
  if (a.until !== b.until) first = Math.min(first, a.until ?? Infinity, b.until ?? Infinity);
  return Math.min(
    first,
    firstTerm(a, b),
    firstPause(a.suspended, b.suspended),
    firstAmendment(a.amendments, b.amendments),
  );
}

export function firstChange(a, b) {
  if (!a || WHOLE.some((key) => !same(a[key], b[key]))) return 0;
  const before = new Map(a.measures.map((measure) => [measure.id, measure])),
    after = new Map(b.measures.map((measure) => [measure.id, measure]));
  const kept = a.measures.filter((measure) => after.has(measure.id)).map((measure) => measure.id);
  if (
    !same(
      kept,
      b.measures.filter((measure) => before.has(measure.id)).map((measure) => measure.id),
    )
  )
    return 0;
  let first = firstUncertain(a, b, before, after);
  for (const measure of a.measures) {
    const now = after.get(measure.id);
    first = Math.min(first, now ? firstOfMeasure(measure, now) : known(measure));
  }
  for (const measure of b.measures) if (!before.has(measure.id)) first = Math.min(first, known(measure));
  return first === Infinity ? Infinity : Math.max(0, first - a.start);
}
