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
    this.working = this.sites.map((site, s) => s).filter((s) => this.sites[s].added > 0);
    this.added = Float64Array.from(this.working, (s) => this.sites[s].added);
    this.markets = this.sites
      .map((site, s) => s)
      .filter((s) => this.sites[s].kind === KIND.market && this.sites[s].products > 0);
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
  // The share of value added lost in the world point by point; each(at, lost): USD a day missing at a working site.
  worldLosses(points, each = () => {}) {
    const { value, start, stride } = this.engine.series(0, 0),
      { working, added, base } = this,
      count = working.length,
      world = new Float64Array(points),
      total = added.reduce((sum, one) => sum + one, 0);
    for (let p = 0; p < points; p++) {
      for (let k = 0, at = p * count; k < count; k++, at++) {
        const lost = added[k] * (base.level[at] - value[start + p * stride + working[k]]);
        world[p] += lost;
        each(at, lost);
      }
      world[p] /= total || 1;
    }
    return world;
  }
  // What is there of an answer that is still being computed.
  part() {
    const run = this.engine.clock();
    return { ...run, world: this.worldLosses(Math.floor(run.day / run.every)) };
  }
  // The same with what is missing at each working site, and USD by region and industry.
  losses(run, result) {
    const { facts, base } = this,
      { points } = run,
      missing = new Float32Array(this.working.length * points),
      world = this.worldLosses(points, (at, lost) => (missing[at] = lost));
    const lostSite = this.lostBySite(result);
    let lost = 0;
    const byRegion = new Float64Array(facts.regions),
      byIndustry = new Float64Array(this.industries.length);
    this.sites.forEach((site, s) => {
      const one = lostSite[s] - base.lost[s];
      lost += one;
      if (site.kind !== KIND.industry) return;
      byRegion[site.region] += one;
      byIndustry[this.industryOf.get(site.item)] += one;
    });
    return { lost, world, missing, byRegion, byIndustry, lostSite };
  }
  // Level and day of the lowest output of the working sites, one after the other.
  lows({ value, width }) {
    return Float64Array.from(this.working.flatMap((s) => [value[s * width + 2], value[s * width + 3]]));
  }
  stops(lostSite, { value, width }) {
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
        lost: lostSite[s] - this.base.lost[s],
        added: site.added,
      });
    });
    return list.sort((a, b) => a.slow - b.slow || b.added - a.added);
  }
  // Price over base in the authority's markets, and elsewhere weighted by base use.
  prices(run, authority) {
    const { facts } = this,
      points = run.points;
    const inside = new Float64Array(facts.items * points).fill(1),
      outside = new Float64Array(facts.items * points),
      weight = new Float64Array(facts.items);
    const { value, start, stride } = this.engine.series(1, 0);
    for (let p = 0; p < points; p++) {
      for (const s of this.markets) {
        const { region, item, output, product } = this.sites[s],
          price = value[start + p * stride + product];
        if (region === authority) inside[item * points + p] = price;
        else outside[item * points + p] += output * price;
      }
    }
    for (const s of this.markets) {
      const { region, item, output } = this.sites[s];
      if (region !== authority) weight[item] += output;
    }
    for (let k = 0; k < outside.length; k++) {
      const w = weight[Math.floor(k / points)];
      outside[k] = w > 0 ? outside[k] / w : 1;
    }
    return { inside, outside };
  }
  answer(spec, authority) {
    const run = this.engine.clock(),
      result = this.engine.table('result');
    const losses = this.losses(run, result),
      stops = this.stops(losses.lostSite, result),
      prices = this.prices(run, authority);
    const working = this.working.map((s) => [this.sites[s].region, this.sites[s].item, this.sites[s].added, s]);
    return { ...run, ...losses, working, lows: this.lows(result), stops, ...prices };
  }
  // Digest and what was shipped, for the pictures further down: after the answer, because both walk through the run.
  trade() {
    return { digest: this.engine.run().digest, shipped: this.engine.shipped(), baseShipped: this.base.shipped };
  }
  draw(uncertain) {
    const run = this.engine.clock();
    const losses = this.losses(run, this.engine.table('result'));
    return {
      lost: losses.lost,
      byRegion: losses.byRegion,
      byIndustry: losses.byIndustry,
      world: Float32Array.from(losses.world),
      knobs: this.engine.uncertain(uncertain),
    };
  }
}
