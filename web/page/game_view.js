// The escalation game: a chair, the moves that are open, what the other side does, what it costs, where it may go, and
// what the solved strategy would have done.
import { h, percent, select, table } from './dom.js';
import { bars, lineChart } from './charts.js';
import { dayOf } from './days.js';
import { save } from './save.js';

const KINDS = ['wait', 'escalate', 'relax', 'signal', 'talk', 'pause', 'accept'];
const FUTURES = ['package_deal', 'tit_for_tat', 'full_escalation'];
const billion = (value) => `${value.toFixed(Math.abs(value) < 10 ? 2 : 1)} bn USD`;

// call(type, game): the module's answer. game: the file of the page. draw: called when there is something new to show;
// figure(id, title, picture, ...more); share(value): the user wants a link; say(words of T): a message.
export class GameView {
  constructor({ call, draw, figure, share, say }) {
    Object.assign(this, { call, draw, figure, share, say });
    this.side = 0;
    this.state = null;
    this.solution = null;
    this.busy = false;
  }
  async open(game, shared) {
    this.words = await this.call('openGame', game);
    this.seed = String(this.words.seed);
    this.draw();
    this.solution = await this.call('solveGame');
    await (shared ? this.take(shared) : this.start());
  }
  // A game as a link carries it: the same chair, seed and moves give the same digest.
  shared() {
    const { words, side, seed, state } = this;
    return {
      game: words.name,
      side,
      seed,
      moves: state.turns.map((turn) => turn.moves[side].word),
      digest: state.digest,
    };
  }
  async take({ game, side, seed, moves, digest }) {
    const fits = game === this.words.name && [0, 1].includes(side) && /^\d{1,15}$/.test(seed) && Array.isArray(moves);
    if (fits) Object.assign(this, { side, seed });
    await this.start();
    for (const word of fits ? moves : []) {
      const move = this.state.menu?.findIndex((one) => one.word === word) ?? -1;
      if (move < 0) break;
      await this.ask('moveGame', { move });
    }
    if (this.state.digest !== digest) this.say((T) => T.gameView.otherGame);
  }
  async ask(type, game) {
    if (this.busy) return;
    this.busy = true;
    try {
      const state = await this.call(type, game);
      if (state) this.state = state;
    } finally {
      this.busy = false;
    }
    document.body.dataset.gameDigest = this.state?.digest ?? '';
    this.draw();
  }
  start() {
    return this.ask('startGame', { side: this.side, seed: this.seed });
  }

  /* ---- the table of the chair ---- */

  chair(T) {
    const G = T.gameView,
      { words } = this;
    return h(
      'section',
      { class: 'panel', 'aria-labelledby': 'game-chair' },
      h('h2', { id: 'game-chair' }, words.title),
      h('p', { class: 'soft', lang: 'en' }, words.question),
      h(
        'div',
        { class: 'row' },
        h(
          'label',
          { class: 'field' },
          G.chair,
          select(
            'side',
            words.actors.slice(0, 2).map((one, s) => [s, one.name]),
            G.chair,
            this.side,
            (e) => ((this.side = +e.target.value), this.start()),
          ),
        ),
        h(
          'label',
          { class: 'field' },
          G.seed,
          h('input', {
            type: 'text',
            inputmode: 'numeric',
            id: 'game-seed',
            value: this.seed,
            onchange: (e) => {
              if (/^\d{1,15}$/.test(e.target.value)) this.seed = e.target.value;
              this.start();
            },
          }),
        ),
      ),
      h(
        'div',
        { class: 'tools' },
        h('button', { id: 'game-new', onclick: () => this.start() }, G.again),
        h('button', { id: 'game-undo', disabled: !this.state?.count, onclick: () => this.ask('undoGame', {}) }, T.undo),
        h('button', { id: 'game-share', disabled: !this.state, onclick: () => this.share(this.shared()) }, T.share),
        h(
          'button',
          {
            id: 'game-save',
            disabled: !this.state?.count,
            onclick: () => save(`${words.name}.txt`, 'text/plain', this.log()),
          },
          G.log,
        ),
      ),
    );
  }
  // Moves as `chokepoint play --as SIDE` takes them, one a line.
  log() {
    return `${this.state.turns.map((turn) => turn.moves[this.state.side].word).join('\n')}\nquit\n`;
  }
  levers(T) {
    const { words, state } = this;
    return words.actors.slice(0, 2).map((actor, side) =>
      h(
        'section',
        { class: 'panel', 'aria-label': actor.name },
        h('h2', {}, actor.name, side === state.side ? ` (${T.gameView.you})` : ''),
        h(
          'ul',
          { class: 'levers' },
          words.levers.map(
            (lever, l) =>
              lever.owner === side &&
              h(
                'li',
                {},
                h(
                  'div',
                  {},
                  h('span', { lang: 'en' }, lever.title),
                  ' ',
                  h('b', { lang: 'en' }, lever.levels[state.levels[l]]),
                ),
                h(
                  'span',
                  { class: 'steps', role: 'img', 'aria-label': `${state.levels[l]} / ${lever.levels.length - 1}` },
                  lever.levels.slice(1).map((_, k) => h('i', { class: k < state.levels[l] ? 'on' : '' })),
                ),
              ),
          ),
        ),
        this.standing(T, side),
      ),
    );
  }
  standing(T, side) {
    const G = T.gameView,
      one = this.state.sides[side],
      actor = this.words.actors[side];
    const lines = [
      one.offered && G.offers,
      one.pause_until && `${G.paused} ${one.pause_until}`,
      one.threat_date && `${G.threatens} ${one.threat_date}: ${this.words.levers[one.threat_lever].title}`,
      one.loss_seen != null
        ? `${G.loses} ${billion(one.loss_seen)} ${G.aWeek} (${G.seen(one.known_weeks_late)}; ${G.pain} ${billion(actor.pain_threshold)})`
        : G.notSeen(one.known_weeks_late),
    ].filter(Boolean);
    return h(
      'ul',
      { class: 'soft' },
      lines.map((line) => h('li', {}, line)),
    );
  }

  /* ---- a turn ---- */

  moves(T) {
    const G = T.gameView,
      { state, words } = this;
    if (state.over)
      return h(
        'section',
        { class: 'words' },
        h('p', { class: 'first' }, `${G.over} ${G.future[state.future]}`),
        h(
          'p',
          {},
          state.other_firm
            ? G.wasFirm(words.actors[1 - state.side].name)
            : G.wasSoft(words.actors[1 - state.side].name),
        ),
      );
    const ahead = words.events.filter((one) => one.date >= state.date).slice(0, 2);
    return h(
      'section',
      { 'aria-labelledby': 'game-turn' },
      h('h2', { id: 'game-turn' }, G.turn(state.count + 1, words.rounds.length, state.date)),
      state.deal_until ? h('p', {}, `${G.dealUntil} ${state.deal_until}`) : null,
      ahead.map((one) => h('p', { class: 'soft' }, `${one.date}: `, h('span', { lang: 'en' }, one.title))),
      h(
        'ol',
        { class: 'moves' },
        state.menu.map((move, k) =>
          h(
            'li',
            {},
            h(
              'button',
              { 'data-move': move.word, class: KINDS[move.category], onclick: () => this.ask('moveGame', { move: k }) },
              h('b', {}, G.kind[KINDS[move.category]]),
              ' ',
              h('span', { lang: 'en' }, move.text),
            ),
          ),
        ),
      ),
    );
  }
  last(T) {
    const G = T.gameView,
      { state, words } = this,
      turn = state.turns.at(-1);
    if (!turn) return null;
    const effect = (list) =>
      list
        .map(
          (one, s) =>
            `${words.actors[s].name} ${billion(one.growth)} ${G.ofOutput}, ${billion(one.weighted)} ${G.weighted}`,
        )
        .join(' · ');
    return h(
      'section',
      { class: 'panel', id: 'game-last', 'aria-live': 'polite' },
      h('h3', {}, `${G.whatHappened} ${turn.date}`),
      h(
        'ul',
        {},
        turn.moves.map((move, s) =>
          h('li', {}, h('b', {}, `${words.actors[s].name}: `), h('span', { lang: 'en' }, move.text)),
        ),
        turn.struck ? h('li', {}, h('b', {}, G.struck)) : null,
        turn.ended ? h('li', {}, h('b', {}, G.dealOver)) : null,
        turn.hedges.map((one) => h('li', {}, `${words.actors[one.actor].name}: ${G.hedge[one.hedge]}`)),
      ),
      h('p', {}, `${G.untilNext}: ${effect(turn.round)}`),
      turn.moves[state.side].word !== 'wait'
        ? h('p', {}, `${G.againstWaiting}: ${effect(turn.against_waiting)}`)
        : null,
    );
  }
  odds(T) {
    const G = T.gameView,
      { state } = this;
    return this.figure(
      'odds',
      G.odds,
      bars({
        rows: FUTURES.map((name, k) => ({ name: G.future[name], value: state.odds[k] })),
        label: G.odds,
        format: percent,
      }),
      h(
        'p',
        { class: 'soft' },
        G.oddsKey(state.futures, percent(state.belief), this.words.actors[1 - state.side].name),
      ),
    );
  }
  costs(T, narrow) {
    const { state, words } = this;
    if (state.count < 1) return null;
    const G = T.gameView;
    const line = (s) => [0, ...state.turns.map((turn) => turn.growth[s])];
    const lines = words.actors
      .slice(0, 2)
      .map((one, s) => ({ values: line(s), className: s ? 'two' : 'one', name: one.name }));
    const floor = Math.min(0, ...lines.flatMap((one) => one.values));
    return this.figure(
      'costs',
      G.costs,
      lineChart({
        lines,
        start: dayOf(words.rounds[0]),
        every: Math.max(1, Math.round((dayOf(state.date) - dayOf(words.rounds[0])) / Math.max(1, state.count))),
        label: G.costs,
        floor,
        narrow,
      }),
      h(
        'p',
        { class: 'key' },
        h('i', { class: 'one' }),
        words.actors[0].name,
        h('i', { class: 'two' }),
        words.actors[1].name,
      ),
    );
  }
  damage(T) {
    const G = T.gameView,
      { state, words } = this;
    const shown = ['growth', 'strategic', 'defence', 'prices', 'farm', 'fiscal'];
    return h(
      'section',
      {},
      h('h3', {}, G.damage),
      table(
        G.damage,
        [G.actor, ...shown.map((aim) => G.aim[aim])],
        words.actors.map((actor, k) => [
          actor.name,
          ...shown.map((aim) => state.totals[k][words.aims.indexOf(aim)].toFixed(2)),
        ]),
      ),
      h(
        'p',
        { class: 'soft' },
        G.damageKey(percent(words.actors[0].error_total), percent(words.actors[1].error_total)),
      ),
    );
  }
  solved(T) {
    const G = T.gameView,
      { state, words } = this;
    if (!state.solved_line) return null;
    const sides = words.actors.slice(0, 2);
    const row = (who, line) => [
      who,
      G.future[line.future],
      ...sides.map((_, k) => `${billion(line.cost[k])} (${billion(line.growth[k])})`),
    ];
    return h(
      'section',
      { id: 'game-solved' },
      h('h3', {}, G.solved),
      table(
        G.solved,
        [G.line, G.end, ...sides.map((one) => one.name)],
        [row(G.you, state.own_line), row(G.theSolved, state.solved_line)],
      ),
      h(
        'details',
        {},
        h('summary', {}, G.inYourPlace),
        h(
          'ol',
          {},
          state.turns.map((turn) =>
            h(
              'li',
              {},
              h('time', {}, turn.date),
              ` ${turn.moves[state.side].word}`,
              h(
                'span',
                { class: 'soft' },
                ` · ${turn.solved
                  .map((chance, k) => (chance >= 0.005 ? `${G.ladder[state.ladder[k]]} ${percent(chance)}` : ''))
                  .filter(Boolean)
                  .join(', ')}`,
              ),
            ),
          ),
        ),
      ),
      h('p', { class: 'soft' }, G.solvedKey),
    );
  }
  parts(T, narrow) {
    const G = T.gameView;
    return {
      body: h(
        'div',
        { class: 'columns' },
        h('div', { class: 'side' }, this.state ? this.levers(T) : []),
        this.table(T, narrow),
      ),
    };
  }
  table(T, narrow) {
    if (!this.state) return h('main', {}, this.chair(T), h('p', { class: 'loading' }, T.gameView.solving));
    return h(
      'main',
      { id: 'game-answer' },
      this.chair(T),
      this.last(T),
      this.moves(T),
      this.odds(T),
      this.costs(T, narrow),
      this.damage(T),
      this.solved(T),
      h('footer', {}, `${T.digest} ${this.state.digest} · ${T.gameView.note} ${T.note}`),
    );
  }
}
