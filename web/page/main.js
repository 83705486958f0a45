// The page: which view is shown, language and colours, and links.
import { STRINGS } from './strings.js';
import { h, select } from './dom.js';
import { findServer } from './served.js';
import { ServedPanel } from './served_panel.js';
import { figure } from './answer_view.js';
import { ScenarioView } from './scenario_view.js';
import { GameView } from './game_view.js';
import { LawView } from './law_view.js';
import { ViewsCaller } from './views_caller.js';
import { Theme } from './theme.js';
import { toYaml } from './yaml.js';
import { focusKey, refocus } from './kept.js';
import { loadBy, open, pack, readFile, readModule, unshare, workerSource } from './source.js';

const LONGEST_LINK = 30000;
const page = document.getElementById('page'),
  narrow = matchMedia('(max-width: 600px)'),
  theme = new Theme(),
  caller = new ViewsCaller();
let language = (navigator.language || 'en').startsWith('zh') ? 'zh' : 'en',
  T = STRINGS[language],
  scenario,
  server = null,
  viewNames = [], // those beside the scenario
  place = 'scenario', // which of the views is shown
  others = {}; // views that were opened, by name

const status = h('p', { id: 'status', role: 'status' });
const say = (text) => (status.textContent = text);

/* ---- frame ---- */

function speak(name) {
  language = name;
  T = STRINGS[name];
  document.documentElement.lang = name;
}
function top() {
  const other = language === 'en' ? 'zh' : 'en';
  return h(
    'div',
    { class: 'top' },
    h('h1', {}, 'chokepoint'),
    h(
      'nav',
      { 'aria-label': T.views },
      ['scenario', ...viewNames].map((name) =>
        h(
          'button',
          { 'data-view': name, 'aria-current': name === place ? 'page' : null, onclick: () => go(name) },
          T.viewNames[name],
        ),
      ),
    ),
    h('span', { class: 'gap' }),
    select(
      'theme',
      theme.names.map((name) => [name, `${T.theme}: ${T.themes[name]}`]),
      T.theme,
      theme.name,
      (e) => theme.take(e.target.value),
    ),
    h(
      'button',
      {
        id: 'language',
        lang: other,
        title: T.languageName,
        'aria-label': `${T.language} (${T.languageName})`,
        onclick: () => (speak(other), show()),
      },
      T.language,
    ),
  );
}
function show() {
  const focus = focusKey(),
    view = place === 'scenario' ? scenario : others[place];
  const { tools = null, body } =
    view?.words || view === scenario
      ? view.parts(T, narrow.matches)
      : { body: h('p', { class: 'loading' }, T.loading) };
  page.replaceChildren(h('header', {}, top(), tools, status), body);
  refocus(focus);
}

/* ---- views ---- */

const readJson = async (name) => JSON.parse(new TextDecoder().decode(await readFile(name, true)));
const showing = (name) => () => place === name && show();
const VIEWS = {
  async law(shared) {
    others.law = new LawView({
      call: (type, deal) => caller.call(type, { deal }),
      readText: async (name) => new TextDecoder().decode(await readFile(name)),
      regions: scenario.facts.regionId.map((id, r) => [id, scenario.facts.regionName[r]]),
      draw: showing('law'),
      share: (value) => share('law', value),
    });
    await others.law.open(await caller.call('law', { files: await readJson('data/law.json.gz') }), shared);
  },
  async game(shared) {
    others.game = new GameView({
      call: (type, game) => caller.call(type, { game }),
      draw: showing('game'),
      figure: (...parts) => figure(T, ...parts),
      share: (value) => share('game', value),
      say: (text) => say(text(T)),
    });
    await others.game.open(await readJson('data/game.json.gz'), shared);
  },
};

async function go(name, shared = null) {
  place = name;
  say('');
  show();
  if (name === 'scenario') return addressOfScenario();
  address(name);
  try {
    if (!others[name]) await VIEWS[name](shared);
    else if (shared) await others[name].take(shared);
  } catch (error) {
    say(String(error.message ?? error));
    if (!others[name]?.words) delete others[name];
  }
  showing(name)();
}

/* ---- links ---- */

// The fragment of the address: a scenario; law or game, alone or with what they show (law=...).
function address(fragment) {
  history.replaceState(null, '', fragment ? `#${fragment}` : location.href.split('#')[0]);
}
let later;
function addressOfScenario() {
  clearTimeout(later);
  later = setTimeout(async () => {
    const text = await scenario.link();
    if (place === 'scenario') address(text);
  }, 300);
}
async function copyLink(fragment) {
  clearTimeout(later);
  if (fragment.length > LONGEST_LINK) return say(T.linkTooLong);
  address(fragment);
  const done = await navigator.clipboard?.writeText(location.href).then(
    () => true,
    () => false,
  );
  say(done ? T.copied : T.inAddress);
}
const share = async (name, value) =>
  copyLink(name === 'scenario' ? await scenario.link() : `${name}=${await pack(value)}`);

// What an address asks for, once the world is there.
async function follow(fragment) {
  const [name, text] = fragment.split('=');
  if (viewNames.includes(name)) {
    const shared = text ? await open(text) : null;
    await go(name, shared);
    if (text && !shared) say(T.badLink);
    return null;
  }
  const shared = fragment ? unshare(await open(fragment), scenario.scenarios) : null;
  if (fragment && !shared) say(T.badLink);
  return shared;
}
addEventListener('hashchange', async () => {
  const shared = await follow(location.hash.slice(1));
  if (!shared) return;
  place = 'scenario';
  await scenario.open(shared.name, shared.spec, shared.digest);
});

/* ---- start ---- */

function serve() {
  if (!server || !scenario) return;
  const shown = () => place === 'scenario' && scenario.draw();
  scenario.native = new ServedPanel({
    server,
    yaml: () => toYaml(scenario.spec, scenario.current.world, scenario.facts),
    draw: shown,
  });
  shown();
}
async function start() {
  speak(language);
  const [kernel, list, source] = await Promise.all([
    readModule('page'),
    readFile('data/scenarios.json.gz', true),
    workerSource('worker'),
  ]);
  const { scenarios, views } = JSON.parse(new TextDecoder().decode(list)),
    asked = location.hash.slice(1);
  viewNames = views;
  let first = true;
  scenario = new ScenarioView({
    scenarios,
    kernel,
    source,
    page,
    say,
    narrow,
    share: () => share('scenario'),
    changed: () => place === 'scenario' && addressOfScenario(),
    opened() {
      if (place === 'scenario') show();
      if (first && views.includes(asked.split('=')[0])) follow(asked);
      first = false;
    },
  });
  const shared = views.includes(asked.split('=')[0]) ? null : await follow(asked);
  await scenario.open(shared?.name, shared?.spec, shared?.digest);
  serve();
}
addEventListener('keydown', (event) => {
  if (place !== 'scenario' || !(event.ctrlKey || event.metaKey) || event.target.matches('input[type=text],textarea'))
    return;
  const key = event.key.toLowerCase(),
    again = key === 'y' || (key === 'z' && event.shiftKey);
  if (!again && key !== 'z') return;
  event.preventDefault();
  if (again) scenario.redo();
  else scenario.undo();
});
narrow.addEventListener('change', () => (place === 'scenario' ? scenario.draw() : show()));
// Called by the start of the page (start.js) with what reads and unpacks files.
export function run(loader) {
  loadBy(loader);
  findServer().then((found) => {
    server = found;
    serve();
  });
  start().catch((error) => page.replaceChildren(h('p', { role: 'alert' }, String(error.message ?? error))));
}
