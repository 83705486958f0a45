// A deal as a form: the tree of its YAML with a control for everything that the law lets a deal state.
import { h, select } from './dom.js';

const OWN = {
  deal: [
    'deal',
    'title',
    'note',
    'on',
    'known',
    'at',
    'dates',
    'route',
    'item',
    'items',
    'parties',
    'holdings',
    'vessel',
    'expect',
  ],
  item: [
    'id',
    'description',
    'note',
    'quantity',
    'codes',
    'content',
    'content_complete',
    'components',
    'components_complete',
    'technologies',
    'technologies_complete',
  ],
  party: ['id', 'name', 'roles', 'country', 'owners', 'owners_complete', 'note'],
  technology: ['id', 'note'],
  vessel: [],
};
const EMPTY = {
  item: { id: 'part' },
  party: { name: 'New party', roles: ['consignee'] },
  technology: { id: 'technology' },
};

const asList = (value) => (Array.isArray(value) ? value : value == null || value === '' ? [] : [value]);
const put = (object, key, value) =>
  value === '' || value == null || value.length === 0 ? delete object[key] : (object[key] = value);

// tree: the deal; words: what the law knows; changed: called after every edit; T: words of the page.
export function dealForm({ tree, words, regions, changed, T }) {
  let count = 0;
  const field = (label, control) => {
    control.id = `law-${count++}`;
    return h('div', { class: 'field' }, h('label', { for: control.id }, label), control);
  };
  const written = (read) => (object, key, label, attributes) =>
    field(
      label,
      h('input', {
        type: 'text',
        value: asList(object[key]).join(', '),
        ...attributes,
        onchange: (e) => (put(object, key, read(e.target.value)), changed()),
      }),
    );
  const input = written((text) => text.trim());
  const list = written((text) =>
    text
      .split(/[,;]/)
      .map((one) => one.trim())
      .filter(Boolean),
  );
  const choice = (object, key, label, options) =>
    field(
      label,
      select(
        key,
        [['', T.notKnown], ...options],
        label,
        object[key] ?? '',
        (e) => (put(object, key, e.target.value), changed()),
      ),
    );
  const yesNo = [
    ['yes', T.yes],
    ['no', T.no],
  ];
  const remove = (label, action) =>
    h('button', { class: 'small', 'aria-label': `${T.remove}: ${label}`, onclick: () => (action(), changed()) }, '×');

  function fact(object, one) {
    const label = one.question || one.name;
    if (one.type === 'yes-no') return choice(object, one.name, label, yesNo);
    if (one.type === 'word')
      return choice(
        object,
        one.name,
        label,
        one.words.map((word) => [word, word]),
      );
    const many = one.type === 'words' || one.type === 'codes';
    const hint =
      {
        money: '12000 USD',
        percent: '2.5 %',
        date: '2026-10-08',
        country: 'CHN',
        words: one.words.slice(0, 3).join(', '),
      }[one.type] ??
      one.unit ??
      '';
    return (many ? list : input)(object, one.name, label, {
      placeholder: hint,
      ...(one.type === 'country' ? { list: 'countries' } : {}),
    });
  }
  // What is stated, and a list of what else may be.
  function facts(object, subject, first = []) {
    const known = words.facts.filter(
      (one) => one.subject === subject && one.type !== 'element-share' && !OWN[subject].includes(one.name),
    );
    const shown = known.filter((one) => first.includes(one.name) || object[one.name] != null || object[`+${one.name}`]);
    const rest = known.filter((one) => !shown.includes(one));
    return [
      shown.map((one) => fact(object, one)),
      rest.length > 0 &&
        field(
          T.addFact,
          select(
            `fact-${subject}`,
            [['', '…'], ...rest.map((one) => [one.name, one.question || one.name])],
            T.addFact,
            '',
            (e) => {
              Object.defineProperty(object, `+${e.target.value}`, { value: true, configurable: true });
              changed(false);
            },
          ),
        ),
    ];
  }
  function content(item) {
    const shares = item.content ?? {};
    return h(
      'fieldset',
      {},
      h('legend', {}, T.content),
      Object.keys(shares).map((element) =>
        h(
          'div',
          { class: 'inline' },
          input(shares, element, element, { placeholder: '2.5 %' }),
          remove(element, () => delete shares[element]),
        ),
      ),
      field(
        T.addElement,
        h('input', {
          type: 'text',
          maxlength: 2,
          size: 4,
          placeholder: 'Dy',
          onchange: (e) => {
            if (e.target.value) (item.content ??= {})[e.target.value.trim()] = 'present';
            changed();
          },
        }),
      ),
    );
  }
  function several(object, key, kind, title, draw) {
    const rows = Array.isArray(object[key]) ? object[key] : [];
    return h(
      'fieldset',
      {},
      h('legend', {}, title),
      rows.map((row, k) =>
        h(
          'details',
          { open: rows.length < 3 && kind !== 'item' },
          h(
            'summary',
            {},
            row.id ?? row.name ?? String(row),
            ' ',
            remove(row.id ?? row.name ?? '', () => (rows.splice(k, 1), rows.length || delete object[key])),
          ),
          draw(row),
        ),
      ),
      h(
        'button',
        {
          class: 'small',
          onclick: () => {
            object[key] = [
              ...rows,
              {
                ...EMPTY[kind],
                ...(kind === 'item' ? { id: `part-${rows.length + 1}` } : {}),
                ...(kind === 'party' ? { name: `${T.party} ${rows.length + 1}` } : {}),
              },
            ];
            changed();
          },
        },
        `+ ${title}`,
      ),
    );
  }
  function item(one) {
    return [
      input(one, 'id', T.itemId),
      input(one, 'description', T.description),
      input(one, 'quantity', T.quantity),
      facts(one, 'item', ['form', 'origin', 'value']),
      content(one),
      choice(one, 'content_complete', T.contentComplete, yesNo),
      list(one, 'codes', T.codes, { placeholder: '1C905.a' }),
      several(one, 'components', 'item', T.components, item),
      choice(one, 'components_complete', T.partsComplete, yesNo),
      several(one, 'technologies', 'technology', T.technologies, (row) => [
        input(row, 'id', T.itemId),
        facts(row, 'technology'),
      ]),
    ];
  }
  function owners(party) {
    const rows = Array.isArray(party.owners) ? party.owners : [];
    return h(
      'fieldset',
      {},
      h('legend', {}, T.owners),
      rows.map((row, k) =>
        h(
          'div',
          { class: 'inline' },
          input(row, 'party', T.party),
          input(row, 'share', T.share, { placeholder: '60 %' }),
          remove(row.party, () => (rows.splice(k, 1), rows.length || delete party.owners)),
        ),
      ),
      h(
        'button',
        {
          class: 'small',
          onclick: () => (
            (party.owners = [...rows, { party: tree.parties?.find((one) => one !== party)?.name ?? 'owner' }]),
            changed()
          ),
        },
        `+ ${T.owner}`,
      ),
      choice(party, 'owners_complete', T.ownersComplete, yesNo),
    );
  }
  const party = (one) => [
    input(one, 'name', T.partyName),
    input(one, 'country', T.country, { list: 'countries', placeholder: 'DEU' }),
    list(one, 'roles', T.roles, { placeholder: words.roles.join(', ') }),
    facts(one, 'party', ['military']),
    owners(one),
  ];
  const items = tree.items
    ? several(tree, 'items', 'item', T.items, item)
    : h('fieldset', {}, h('legend', {}, T.item), item((tree.item ??= { id: 'item' })));
  return h(
    'div',
    { class: 'form' },
    h(
      'datalist',
      { id: 'countries' },
      regions.map(([id, name]) => h('option', { value: id }, name)),
    ),
    input(tree, 'title', T.title),
    list(tree, 'route', T.route, { placeholder: 'CHN, VNM, DEU' }),
    facts(tree, 'deal', tree.route ? ['end_use'] : ['export_from', 'destination', 'end_use']),
    items,
    several(tree, 'parties', 'party', T.parties, party),
    h(
      'details',
      { open: Boolean(tree.vessel) },
      h('summary', {}, T.vessel),
      facts((tree.vessel ??= hidden(tree)), 'vessel'),
    ),
  );
}

// A vessel that says nothing is not written.
function hidden(tree) {
  const vessel = {};
  Object.defineProperty(tree, 'vessel', { value: vessel, writable: true, configurable: true, enumerable: false });
  return vessel;
}

// The tree as YAML; texts that YAML would read otherwise stand in quotes.
export function toText(tree) {
  const scalar = (value) =>
    /^[\p{L}\p{N}.%+][\p{L}\p{N} .%+_/()&'-]*$/u.test(value) && !/^(unknown|null|~)$/.test(value.trim())
      ? value
      : value === 'unknown'
        ? value
        : JSON.stringify(value);
  const lines = (value, indent) => {
    const pad = '  '.repeat(indent);
    if (Array.isArray(value))
      return value.flatMap((one) =>
        typeof one === 'object' ? [`${pad}-`, ...lines(one, indent + 1)] : [`${pad}- ${scalar(one)}`],
      );
    return Object.entries(value).flatMap(([key, one]) =>
      typeof one !== 'object'
        ? [`${pad}${scalar(key)}: ${scalar(String(one))}`]
        : Array.isArray(one) && one.every((part) => typeof part !== 'object')
          ? [`${pad}${scalar(key)}: [${one.map((part) => JSON.stringify(part)).join(', ')}]`]
          : [`${pad}${scalar(key)}:`, ...lines(one, indent + 1)],
    );
  };
  const vessel = tree.vessel && Object.keys(tree.vessel).length ? { vessel: tree.vessel } : {};
  return `${lines({ ...tree, ...vessel }, 0).join('\n')}\n`;
}
