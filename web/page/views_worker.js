// Law and game behind the page: the module web/views in a worker of its own, made when a view is
// opened for the first time.
import { Views } from './views_module.js';

let views;
const actions = {
  async open({ wasm }) {
    views = await Views.load(wasm);
  },
  law: ({ files }) => views.law(files),
  openGame: ({ game }) => views.openGame(game),
  solveGame: () => views.solveGame(),
  startGame: ({ game }) => views.startGame(game),
  moveGame: ({ game }) => views.moveGame(game),
  undoGame: () => views.undoGame(),
  tree: ({ deal }) => views.tree(deal),
  check: ({ deal }) => views.check(deal),
};

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ id: data.id, result: await actions[data.type](data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error.message ?? error) });
  }
};
