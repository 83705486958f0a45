// web/views as an object: texts in, JSON out. Runs in a worker and under node.

const AS_THE_DEAL_SAYS = 0x7fffffff;

export class Views {
  constructor(exports) {
    this.x = exports;
    this.encoder = new TextEncoder();
    this.decoder = new TextDecoder();
  }
  static async load(bytes) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Views(instance.exports);
  }
  put(bytes) {
    const at = this.x.ck_views_room(bytes.length);
    if (!at) throw new Error('no memory');
    new Uint8Array(this.x.memory.buffer, at, bytes.length).set(bytes);
    return { at, length: bytes.length };
  }
  text(text) {
    return this.put(this.encoder.encode(text));
  }
  json(at) {
    if (!at) throw new Error('no memory');
    const bytes = new Uint8Array(this.x.memory.buffer);
    return JSON.parse(this.decoder.decode(bytes.subarray(at, bytes.indexOf(0, at))));
  }
  // files: [{name, text}], the calendars last. What a deal may state; throws when the law has an error.
  law(files) {
    for (const file of files) {
      const text = this.text(file.text);
      this.x.ck_views_law_file(this.text(file.name).at, text.at, text.length);
    }
    const wrong = this.json(this.x.ck_views_law_build()).diagnostics.find((one) => one.error);
    if (wrong) throw new Error(`${wrong.file}:${wrong.line}: ${wrong.message}`);
    return this.json(this.x.ck_views_law_words());
  }
  // game: {name, text, key, paths, ridge, numbers} of the command. What there is to play; throws when it does not fit.
  openGame(game) {
    const name = this.text(game.name),
      text = this.text(game.text),
      numbers = this.put(new Uint8Array(Float64Array.from(game.numbers).buffer)),
      [high, low] = [game.key.slice(0, 8), game.key.slice(8)].map((half) => parseInt(half, 16));
    const open = this.json(
      this.x.ck_views_game_open(
        name.at,
        text.at,
        text.length,
        numbers.at,
        game.numbers.length,
        game.paths,
        game.ridge,
        low,
        high,
      ),
    );
    if (!open.actors) throw new Error(open.diagnostics[0]?.message ?? 'the game does not open');
    return open;
  }
  // Seconds: the ladder game by backward induction.
  solveGame() {
    return this.json(this.x.ck_views_game_solve());
  }
  startGame({ side, seed }) {
    const whole = BigInt(seed);
    return this.json(this.x.ck_views_game_start(side, Number(whole & 0xffffffffn), Number(whole >> 32n)));
  }
  // The k-th move of the menu; null: there is none.
  moveGame({ move }) {
    const at = this.x.ck_views_game_move(move);
    return at ? this.json(at) : null;
  }
  undoGame() {
    return this.json(this.x.ck_views_game_undo());
  }
  // {tree, diagnostics} of a deal in YAML or JSON: every value a text, a list or an object.
  tree({ name, text }) {
    const held = [this.text(name), this.text(text)];
    const answer = this.json(this.x.ck_views_tree(held[0].at, held[1].at, held[1].length));
    for (const one of held) this.x.ck_views_free(one.at);
    return answer;
  }
  // {determinations, diagnostics} of a text; days since 2000-01-01, null as the deal says.
  check({ name, text, table = false, on = null, known = null, trace = false, readings = [] }) {
    const held = [this.text(name), this.text(text), this.put(new Uint8Array(Uint32Array.from(readings).buffer))];
    const [called, body, chosen] = held;
    const answer = this.json(
      this.x.ck_views_check(
        called.at,
        body.at,
        body.length,
        +table,
        on ?? AS_THE_DEAL_SAYS,
        known ?? AS_THE_DEAL_SAYS,
        +trace,
        chosen.at,
        readings.length,
      ),
    );
    for (const one of held) this.x.ck_views_free(one.at);
    return answer;
  }
}
