// Tables of the engine made into what the page shows. The sums are those of src/study/gather.c, in the same order.
import { KIND } from './engine.js';

const BOUND = ['none', 'demand', 'capacity', 'input'];

export class Results {
  constructor(engine) {
    this.engine = engine;
    const f = (this.facts = engine.facts);
    this.industryOf = new Map(); // item -> index among industries
    f.tier.forEach((tier, item) => tier === 'industry' && this.industryOf.set(item, this.industryOf.size));
    this.industries = [...this.industryOf.keys()];
    const { value, width, rows } = f.tables.site;
    this.sites = Array.from({ length: rows }, (_, s) => {
      const at = s * width;
      return {
        kind: value[at],
        region: value[at + 1],
        item: value[at + 2],
        output: value[at + 4],
        added: value[at] === KIND.industry ? value[at + 5] : 0,
        product: value[at + 9],
        products: value[at + 10],
      };
    });
    this.working = Int32Array.from(this.sites.keys()).filter((s) => this.sites[s].added > 0);
    this.added = Float64Array.from(this.working, (s) => this.sites[s].added);
    this.total = this.added.reduce((sum, one) => sum + one, 0);
    this.markets = this.sites.filter((site) => site.kind === KIND.market && site.products > 0);
  }
  // Levels of the working sites, point by point. The run keeps all sites of a point beside each other: what reads them in
  // that order reads memory in its order.
  levels(points) {
    const { value, start, stride } = this.engine.series(0, 0),
      count = this.working.length,
      out = new Float64Array(count * points);
    for (let p = 0; p < points; p++)
      for (let k = 0; k < count; k++) out[p * count + k] = value[start + p * stride + this.working[k]];
    return out;
  }
  lostBySite({ value, width }) {
    return Float64Array.from(this.sites, (_, s) => value[s * width + 7]);
  }
  // The same world and years without measures: `base` for all answers about them.
  baseline(spec, key) {
    this.engine.ask({ ...spec, measures: [], uncertain: [] }, { aside: true });
    this.engine.advance(spec.days);
    const run = this.engine.clock();
    return { key, level: this.levels(run.points), lost: this.lostBySite(this.engine.table('result')), shipped: this.engine.shipped() };
  }
  // Point by point: the share of value added lost in the world, and USD a day missing at each working site.
  missing(points) {
    const { value, start, stride } = this.engine.series(0, 0),
      { working, added, total } = this,
      { level } = this.base,
      count = working.length,
      world = new Float64Array(points),
      missing = new Float32Array(count * points);
    for (let p = 0, at = 0; p < points; p++) {
      let sum = 0;
      for (let k = 0; k < count; k++, at++) {
        const lost = added[k] * (level[at] - value[start + p * stride + working[k]]);
        sum += lost;
        missing[at] = lost;
      }
      world[p] = sum / (total || 1);
    }
    return { world, missing };
  }
  // What is there of an answer that is still being computed.
  part() {
    const run = this.engine.clock();
    return { ...run, world: this.missing(Math.floor(run.day / run.every)).world };
  }
  // USD lost, by region and industry too.
  losses({ value, width }) {
    const { facts, base } = this;
    let lost = 0;
    const byRegion = new Float64Array(facts.regions),
      byIndustry = new Float64Array(this.industries.length);
    this.sites.forEach((site, s) => {
      const one = value[s * width + 7] - base.lost[s];
      lost += one;
      if (site.kind !== KIND.industry) return;
      byRegion[site.region] += one;
      byIndustry[this.industryOf.get(site.item)] += one;
    });
    return { lost, byRegion, byIndustry };
  }
  stops({ value, width }) {
    const list = [];
    this.sites.forEach((site, s) => {
      const at = s * width;
      if (site.kind !== KIND.industry || value[at] < 0) return;
      list.push({
        site: s,
        item: site.item,
        region: site.region,
        slow: value[at],
        stop: value[at + 1],
        lowest: value[at + 2],
        bound: BOUND[value[at + 9]],
        slot: value[at + 10],
        lost: value[at + 7] - this.base.lost[s],
        added: site.added,
      });
    });
    return list.sort((a, b) => a.slow - b.slow || b.added - a.added);
  }
  // Level and day of the lowest output of a site.
  low(site) {
    const { value, width } = this.engine.table('result');
    return [value[site * width + 2], value[site * width + 3]];
  }
  // Price over base in the authority's markets, and elsewhere weighted by base use.
  prices(points, authority) {
    const { items } = this.facts,
      inside = new Float64Array(items * points).fill(1),
      outside = new Float64Array(items * points),
      weight = new Float64Array(items);
    const { value, start, stride } = this.engine.series(1, 0);
    // A market at a time: sums of different points do not wait for each other, and what is read next lies beside it.
    for (const { region, item, output, product } of this.markets) {
      const row = item * points,
        from = start + product;
      if (region === authority) for (let p = 0; p < points; p++) inside[row + p] = value[from + p * stride];
      else {
        weight[item] += output;
        for (let p = 0; p < points; p++) outside[row + p] += output * value[from + p * stride];
      }
    }
    for (let k = 0, at = 0; k < items; k++)
      for (let p = 0; p < points; p++, at++) outside[at] = weight[k] > 0 ? outside[at] / weight[k] : 1;
    return { inside, outside };
  }
  answer(spec, authority) {
    const run = this.engine.clock(),
      result = this.engine.view('result');
    return {
      ...run,
      ...this.missing(run.points),
      ...this.losses(result),
      stops: this.stops(result),
      ...this.prices(run.points, authority),
    };
  }
  // Digest and what was shipped, for the pictures further down: after the answer, because both walk through the run.
  trade() {
    return { digest: this.engine.run().digest, shipped: this.engine.shipped(), baseShipped: this.base.shipped };
  }
  draw(uncertain) {
    return {
      ...this.losses(this.engine.view('result')),
      world: Float32Array.from(this.missing(this.engine.clock().points).world),
      knobs: this.engine.uncertain(uncertain),
    };
  }
}
