// The scenario: dials and measures on one side, the answer on the other, with undo and what a reader takes home.
import { h, select } from './dom.js';
import { summarise } from './futures.js';
import { lossesCsv, save } from './save.js';
import { toYaml } from './yaml.js';
import { homeRegion } from './measures.js';
import { focusKey, refocus, settle } from './kept.js';
import { Timeline } from './timeline.js';
import { DialPanel } from './dial_panel.js';
import { AnswerView } from './answer_view.js';
import { DRAWS, EngineCaller } from './engine_caller.js';
import { readFile, shareText } from './source.js';

const copy = (value) => JSON.parse(JSON.stringify(value));
const MOST_PINS = 4;

export class ScenarioView {
  // page: the element that is busy while a question is out; say(text): a message; opened(): the world is there;
  // changed(): the link to the scenario is another; share(): the user wants it.
  constructor({ scenarios, kernel, source, page, say, narrow, opened, changed, share }) {
    Object.assign(this, { scenarios, kernel, page, say, opened, changed, narrow, share });
    Object.assign(this, {
      past: [],
      future: [],
      held: null,
      answer: null,
      drawn: null,
      pins: [],
      files: new Map(),
      native: null,
    });
    this.caller = new EngineCaller(source, {
      opened: (data) => this.takeWorld(data),
      part: (data) => this.takePart(data.part),
      answer: (answer) => this.takeAnswer(answer),
      trade: (data) => this.takeTrade(data),
      draw: (data) => this.takeDraw(data.one),
      why: (data) => this.picture.showWhy(data),
      failed: (data) => {
        say(`${data.text} ${data.hint}`);
        page.setAttribute('aria-busy', 'false');
      },
    });
    const drag = (change) => this.drag(change),
      settled = (keep) => this.settled(keep);
    this.timeline = new Timeline({ edit: (change) => this.edit(change), drag, settled });
    this.dials = new DialPanel({ drag, settled });
    this.picture = new AnswerView({
      why: (site) => this.caller.why(site),
      draw: () => this.draw(),
      unpin: (pin) => this.unpin(pin),
    });
    this.side = h('div', { class: 'side' });
    this.columns = h('div', { class: 'columns' }, this.side, this.picture.main);
  }

  /* ---- questions and answers ---- */

  // digest: of the answer that a link was made with.
  async open(name, changed = null, digest = null) {
    this.current = this.scenarios.find((one) => one.name === name) ?? this.scenarios[0];
    this.spec = changed ?? copy(this.current.spec);
    Object.assign(this, { answer: null, answered: null, drawn: null, past: [], future: [], linked: digest });
    const { model } = this.current;
    if (!this.files.has(model)) this.files.set(model, await readFile(`data/${model}.model.gz`, true));
    this.caller.open(this.kernel, this.files.get(model));
  }
  takeWorld({ facts, industries, working }) {
    Object.assign(this, { facts, industries });
    this.picture.open(facts, industries, working);
    this.ask();
    this.opened();
  }
  ask(live = false) {
    this.page.setAttribute('aria-busy', 'true');
    this.caller.ask(this.spec, { authority: homeRegion(this.spec, this.facts.regionId), live });
    if (!live) this.changed();
  }
  // The first days of an answer, while the others are computed.
  takePart(part) {
    document.body.dataset.part = part.ms.toFixed(1);
    if (this.answer) this.picture.showPart(part, this.answer);
  }
  takeAnswer(answer) {
    this.answer = answer;
    this.drawn = null;
    document.body.dataset.ms = answer.ms.toFixed(1);
    this.draw();
  }
  takeTrade({ trade }) {
    Object.assign(this.answer, trade);
    document.body.dataset.digest = trade.digest;
    this.page.setAttribute('aria-busy', 'false');
    this.answered = this.spec;
    this.picture.askWhyAgain();
    this.draw();
    this.changed();
    if (this.linked && this.linked !== trade.digest) this.say(this.T.otherNumbers(this.linked));
    this.linked = null;
  }
  takeDraw(one) {
    const drawn = (this.drawn ??= { list: [] });
    drawn.list.push(one);
    if (drawn.list.length !== 8 && drawn.list.length % 20 !== 0) return;
    Object.assign(
      drawn,
      summarise(drawn.list, {
        world: this.answer.world.length,
        regions: this.facts.regions,
        industries: this.industries.length,
        uncertain: this.spec.uncertain,
      }),
    );
    this.draw();
  }

  /* ---- changes ---- */

  edit(change) {
    this.drag(change, false);
    this.settled(true);
  }
  // A change that may not be the last one of the hand that makes it.
  drag(change, live = true) {
    this.held ??= this.spec;
    this.spec = copy(this.held);
    change(this.spec);
    this.ask(live);
  }
  // The hand rests: one step of undo, or as it was before.
  settled(keep) {
    if (!this.held) return;
    const before = this.held;
    this.held = null;
    if (keep) {
      this.past.push(before);
      this.future = [];
      this.changed();
    } else {
      this.spec = before;
      this.ask();
    }
    this.controls();
  }
  travel(from, to) {
    if (from.length === 0) return;
    to.push(this.spec);
    this.spec = from.pop();
    this.ask();
    this.controls();
  }
  undo() {
    this.travel(this.past, this.future);
  }
  redo() {
    this.travel(this.future, this.past);
  }
  pin() {
    const { spec, answer } = this,
      number = [1, 2, 3, 4].find((k) => this.pins.every((one) => one.number !== k));
    const { world, lost, every } = answer;
    this.pins = [...this.pins, { number, title: `${spec.title} (${number})`, start: spec.start, every, world, lost }];
    this.controls();
    this.draw();
  }
  unpin(pin) {
    this.pins = this.pins.filter((one) => one !== pin);
    this.controls();
    this.draw();
  }
  // What a link carries; '' for a scenario as it was shipped.
  link() {
    const same = JSON.stringify(this.spec) === JSON.stringify(this.current.spec);
    // The digest travels when it is the one of this scenario, not of the one before.
    const digest = this.answered === this.spec ? this.answer?.digest : undefined;
    return same && this.current === this.scenarios[0]
      ? ''
      : shareText(this.current.name, this.current.spec, this.spec, digest);
  }

  /* ---- what is shown ---- */

  tools() {
    const { T, spec, current } = this;
    this.undoButton = h('button', { id: 'undo', title: T.undoKey, onclick: () => this.undo() }, T.undo);
    this.redoButton = h('button', { id: 'redo', title: T.redoKey, onclick: () => this.redo() }, T.redo);
    this.pinButton = h('button', { id: 'pin', title: T.pinKey, onclick: () => this.pin() }, T.pin);
    const table = () =>
      lossesCsv({ facts: this.facts, industries: this.industries, answer: this.answer, drawn: this.drawn });
    return h(
      'div',
      { class: 'tools' },
      select(
        'scenario',
        this.scenarios.map((one) => [one.name, one.title]),
        T.scenario,
        current.name,
        (e) => this.open(e.target.value).catch((error) => this.say(String(error.message ?? error))),
      ),
      this.undoButton,
      this.redoButton,
      h('button', { id: 'share', onclick: () => this.share() }, T.share),
      h(
        'button',
        {
          id: 'yaml',
          onclick: () => save(`${spec.name}.yaml`, 'text/yaml', toYaml(this.spec, current.world, this.facts)),
        },
        T.yaml,
      ),
      h('button', { id: 'csv', onclick: () => this.answer && save(`${spec.name}.csv`, 'text/csv', table()) }, T.csv),
      this.pinButton,
      h(
        'button',
        { id: 'to-dials', class: 'jump', onclick: () => this.side.querySelector('[data-dial]').focus() },
        T.toDials,
      ),
    );
  }
  parts(T) {
    this.T = T;
    const tools = this.tools();
    this.controls();
    this.draw();
    return { tools, body: this.columns };
  }
  controls() {
    const { T, spec } = this;
    if (!this.pinButton) return;
    const focus = focusKey();
    settle(this.side, [this.dials.part(spec, T), this.timeline.part(spec, this.facts, T)]);
    this.undoButton.disabled = this.past.length === 0;
    this.redoButton.disabled = this.future.length === 0;
    this.pinButton.disabled = this.pins.length >= MOST_PINS;
    refocus(focus);
  }
  draw() {
    const { T, spec, answer, drawn, pins, native, narrow } = this;
    if (answer && T) this.picture.show({ T, spec, answer, drawn, pins, native, narrow: narrow.matches, draws: DRAWS });
  }
}
