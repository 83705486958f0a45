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
    this.markets = this.sites
      .map((site, s) => s)
      .filter((s) => this.sites[s].kind === KIND.market && this.sites[s].products > 0);
  }
  levels(points) {
    const out = new Float64Array(this.working.length * points);
    this.working.forEach((site, k) => {
      const { value, start, stride } = this.engine.series(0, site);
      for (let p = 0; p < points; p++) out[k * points + p] = value[start + p * stride];
    });
    return out;
  }
  lostBySite() {
    const { value, width } = this.engine.table('result');
    return Float64Array.from(this.sites, (_, s) => value[s * width + 7]);
  }
  // The same world and years without measures: `base` for all answers about them.
  baseline(spec, key) {
    this.engine.ask({ ...spec, measures: [], uncertain: [] }, { aside: true });
    this.engine.advance(spec.days);
    const run = this.engine.run();
    return { key, level: this.levels(run.points), lost: this.lostBySite(), months: this.engine.months() };
  }
  // The share of value added lost in the world, USD a day missing at each working site, and USD by region and industry.
  losses(run) {
    const { facts, base } = this,
      points = run.points;
    const world = new Float64Array(points),
      missing = new Float32Array(this.working.length * points);
    let total = 0;
    this.working.forEach((s, k) => {
      const site = this.sites[s];
      const { value, start, stride } = this.engine.series(0, s);
      total += site.added;
      for (let p = 0; p < points; p++) {
        const lost = site.added * (base.level[k * points + p] - value[start + p * stride]);
        world[p] += lost;
        missing[k * points + p] = lost;
      }
    });
    world.forEach((lost, p) => (world[p] = lost / (total || 1)));
    const lostSite = this.lostBySite();
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
  stops(lostSite) {
    const { value, width } = this.engine.table('result');
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
    for (const s of this.markets) {
      const site = this.sites[s];
      const { value, start, stride } = this.engine.series(1, site.product);
      if (site.region === authority) {
        for (let p = 0; p < points; p++) inside[site.item * points + p] = value[start + p * stride];
      } else {
        weight[site.item] += site.output;
        for (let p = 0; p < points; p++) outside[site.item * points + p] += site.output * value[start + p * stride];
      }
    }
    for (let k = 0; k < outside.length; k++) {
      const w = weight[Math.floor(k / points)];
      outside[k] = w > 0 ? outside[k] / w : 1;
    }
    return { inside, outside };
  }
  answer(spec, authority) {
    const run = this.engine.run();
    const losses = this.losses(run),
      stops = this.stops(losses.lostSite),
      prices = this.prices(run, authority);
    const working = this.working.map((s) => [this.sites[s].region, this.sites[s].item, this.sites[s].added, s]);
    return { ...run, ...losses, working, stops, ...prices, flows: this.engine.months(), baseFlows: this.base.months };
  }
  draw(uncertain) {
    const run = this.engine.run();
    const losses = this.losses(run);
    return {
      lost: losses.lost,
      byRegion: losses.byRegion,
      byIndustry: losses.byIndustry,
      world: Float32Array.from(losses.world),
      knobs: this.engine.uncertain(uncertain),
    };
  }
}
