// The dials. Each moves one number: a term of all measures that it concerns, or a parameter. A number that is moved by
// hand is no longer uncertain, as in a variant that fixes it: its range is left out of the futures.
import { percent } from './dom.js';

// What a central run takes of an uncertain number: central_value of src/flow/sample.c.
function central({ kind, a, b, c, low, high }) {
  const values = [a, b, c].filter((value) => value != null);
  const middle = [a, (a + b) / 2, b, a, a, b, values[Math.floor(values.length / 2)]][kind];
  return Math.min(high ?? Infinity, Math.max(low ?? -Infinity, middle));
}

function valueOf(spec, target, written) {
  const one = spec.uncertain.find((row) => row.target === target);
  return one ? central(one) : written;
}

const fix = (spec, target) => (spec.uncertain = spec.uncertain.filter((row) => row.target !== target));

function ofMeasures(name, effect, term, fallback, range) {
  const concerned = (spec) => spec.measures.filter((measure) => measure.effect === effect);
  return {
    name,
    ...range,
    works: (spec) => concerned(spec).length > 0,
    get(spec) {
      const [first] = concerned(spec);
      return first ? valueOf(spec, `measures.${first.id}.${term}`, first.terms[term] ?? fallback) : fallback;
    },
    set(spec, value) {
      for (const measure of concerned(spec)) {
        measure.terms[term] = value;
        fix(spec, `measures.${measure.id}.${term}`);
      }
    },
  };
}

function ofParameter(name, parameter, fallback, range) {
  return {
    name,
    ...range,
    works: () => true,
    get: (spec) => valueOf(spec, `parameters.${parameter}`, spec.parameters[parameter] ?? fallback),
    set(spec, value) {
      spec.parameters[parameter] = value;
      fix(spec, `parameters.${parameter}`);
    },
  };
}

const times = (value) => `× ${value}`,
  days = (value) => `${value}`;

export const DIALS = [
  ofMeasures('approval', 'licence', 'approval_civil', 0.8, { min: 0, max: 1, step: 0.01, show: percent }),
  ofMeasures('review', 'licence', 'review_days', 45, { min: 5, max: 200, step: 1, show: days }),
  ofMeasures('throttle', 'licence', 'dial', 1, { min: 0.1, max: 3, step: 0.05, show: times }),
  ofParameter('stock', 'stock_multiplier', 1, { min: 0, max: 4, step: 0.1, show: times }),
  ofParameter('substitution', 'substitution_multiplier', 1, { min: 0, max: 4, step: 0.1, show: times }),
  ofParameter('projects', 'project_advance_days', 0, { min: 0, max: 1000, step: 10, show: days }),
  ofMeasures('tariff', 'duty', 'rate', 0, { min: 0, max: 2, step: 0.01, show: percent }),
];
