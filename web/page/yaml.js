// A spec as a scenario file that the command runs to the same digest.
import { isoDay } from './days.js';

const text = (value) => JSON.stringify(value ?? ''); // JSON strings are YAML strings
const list = (names) => `[${names.map(text).join(', ')}]`;
const until = (day) => (day == null ? 'open' : isoDay(day));
const SCOPE = [
  'items',
  'except_items',
  'origins',
  'except_origins',
  'destinations',
  'except_destinations',
  'end_uses',
  'stockpiles',
  'projects',
];
const NEEDED = {
  quota: ['quota', 'quota_share'],
  duty: ['rate'],
  fee: ['charge'],
  dial: ['dial', 'dial_approval'],
  exemption: ['exempt_share'],
  subsidy: ['bring_forward_days'],
};
const FIRST = -2147483648; // since ever: CK_DATE_FIRST
const since = (day) => (day === FIRST ? 'first' : isoDay(day));

function measureLines(measure, facts) {
  const lines = [
    `  - id: ${text(measure.id)}`,
    `    title: ${text(measure.title || measure.id)}`,
    `    citation: ${text(measure.citation || 'hypothetical')}`,
  ];
  if (measure.link) lines.push(`    link: ${text(measure.link)}`);
  lines.push(
    `    authority: ${text(measure.authority)}`,
    `    certainty: ${measure.certainty || 'hypothetical'}`,
    `    effect: ${measure.effect}`,
  );
  for (const key of SCOPE) if (measure[key]?.length) lines.push(`    ${key}: ${list(measure[key])}`);
  if (measure.reach)
    lines.push(
      measure.reach.length
        ? `    reach:\n${measure.reach.map((row) => `      - ${text(row)}`).join('\n')}`
        : '    reach: []',
    );
  lines.push(`    announced: ${since(measure.announced)}`, `    from: ${since(measure.from)}`);
  if (measure.until != null) lines.push(`    until: ${until(measure.until)}`);
  if (measure.suspended?.length) {
    lines.push('    suspended:');
    for (const p of measure.suspended)
      lines.push(`      - {from: ${isoDay(p.from)}, until: ${until(p.until)}, citation: ${text(p.citation)}}`);
  }
  if (measure.amendments?.length) {
    lines.push('    amendments:');
    for (const a of measure.amendments)
      lines.push(`      - {from: ${isoDay(a.from)}, set: {${a.term}: ${a.value}}, citation: ${text(a.citation)}}`);
  }
  const terms = { ...measure.terms };
  const needed = NEEDED[measure.effect];
  if (needed && !needed.some((name) => name in terms))
    terms[needed[0]] = facts.terms.find((term) => term.name === needed[0]).value;
  if (Object.keys(terms).length)
    lines.push(
      `    terms: {${Object.entries(terms)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')}}`,
    );
  return lines;
}

const choice = (d) => {
  const values = [d.a, d.b, d.c].filter((value) => value != null);
  return values.length === 1 ? `{fixed: ${values[0]}` : `{choice: [${values.join(', ')}]`;
};
const KINDS = [
  (d) => `{fixed: ${d.a}`,
  (d) => `{uniform: [${d.a}, ${d.b}]`,
  (d) => `{triangular: [${d.a}, ${d.b}, ${d.c}]`,
  (d) => `{normal: [${d.a}, ${d.b}]`,
  (d) => `{lognormal: [${d.a}, ${d.b}]`,
  (d) => `{pert: [${d.a}, ${d.b}, ${d.c}]`,
  choice,
];
function uncertainLine(one) {
  if (/^(inventories|projects)/.test(one.target)) return `  ${one.target}: world`;
  const write = KINDS[one.kind];
  const cuts = (one.low != null ? `, low: ${one.low}` : '') + (one.high != null ? `, high: ${one.high}` : '');
  return `  ${one.target}: ${write(one)}${cuts}}`;
}

export function toYaml(spec, world, facts) {
  const lines = [`name: ${spec.name}`, `title: ${text(spec.title)}`];
  if (spec.description) lines.push(`description: ${text(spec.description.trim())}`);
  lines.push(
    `world: ${text(world)}`,
    `start: ${isoDay(spec.start)}`,
    `days: ${spec.days}`,
    `draws: ${spec.draws}`,
    `seed: ${spec.seed}`,
  );
  if (spec.allocation !== 'proportional') lines.push(`allocation: ${spec.allocation}`);
  if (spec.law_known_on != null) lines.push(`law_known_on: ${isoDay(spec.law_known_on)}`);
  const parameters = Object.entries(spec.parameters ?? {});
  if (parameters.length) lines.push('', 'parameters:', ...parameters.map(([name, value]) => `  ${name}: ${value}`));
  if (spec.measures.length)
    lines.push('', 'measures:', ...spec.measures.flatMap((measure) => measureLines(measure, facts)));
  const uncertain = (spec.uncertain ?? []).map(uncertainLine);
  if (uncertain.length) lines.push('', 'uncertain:', ...uncertain);
  return `${lines.join('\n')}\n`;
}
