// Elements of the document, and words for numbers.

export const h = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
};

export const select = (name, options, label, value, onchange) =>
  h(
    'select',
    { name, 'aria-label': label, ...(onchange ? { onchange } : {}) },
    options.map(([v, text]) => h('option', { value: v, selected: v === value }, text)),
  );

// A table that may be wider than its place; under narrow screens cells carry their heads. A head that is not given is named for
// readers of screens alone.
export const table = (label, heads, rows, hidden = label) =>
  h(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': label },
    h(
      'table',
      { role: 'table' },
      h(
        'thead',
        { role: 'rowgroup' },
        h(
          'tr',
          { role: 'row' },
          heads.map((head) =>
            h('th', { scope: 'col', role: 'columnheader' }, head || h('span', { class: 'hidden' }, hidden)),
          ),
        ),
      ),
      h(
        'tbody',
        { role: 'rowgroup' },
        rows.map((row) =>
          h(
            'tr',
            { role: 'row' },
            row.map((cell, k) => h('td', { role: 'cell', 'data-head': heads[k] || null }, cell)),
          ),
        ),
      ),
    ),
  );

// So many digits, and never a power of ten.
export function rounded(v, digits) {
  const text = v.toPrecision(digits);
  return text.includes('e') ? v.toFixed(0) : text;
}
export const usd = (v) =>
  Math.abs(v) >= 1e9
    ? `${rounded(v / 1e9, 3)} bn USD`
    : Math.abs(v) >= 1e6
      ? `${rounded(v / 1e6, 3)} m USD`
      : `${Number(v.toPrecision(3)).toLocaleString('en-US')} USD`;
export const percent = (v) => `${rounded(100 * v, 2)} %`;
