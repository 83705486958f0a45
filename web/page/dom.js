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

export const usd = (v) =>
  Math.abs(v) >= 1e9
    ? `${(v / 1e9).toPrecision(3)} bn USD`
    : Math.abs(v) >= 1e6
      ? `${(v / 1e6).toPrecision(3)} m USD`
      : `${v.toFixed(0)} USD`;
export const percent = (v) => `${(100 * v).toPrecision(2)} %`;
