// Parts of the document that stay as they are while nothing changed that they rest on: an answer is drawn without a
// flicker, an open list stays open, and the focus stays where it is.

export class Kept {
  constructor() {
    this.parts = new Map();
  }
  // The node of `id`: the one before when everything in `rests` is the same, else what `make` gives.
  part(id, rests, make) {
    const before = this.parts.get(id);
    if (before?.rests.length === rests.length && before.rests.every((one, k) => one === rests[k])) return before.node;
    const node = make();
    this.parts.set(id, { rests, node });
    return node;
  }
  last(id) {
    return this.parts.get(id)?.node ?? null;
  }
}

// Makes `nodes` the children of `parent`; those that are there already are not touched.
export function settle(parent, nodes) {
  const wanted = nodes.filter((node) => node != null),
    set = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!set.has(child)) child.remove();
  wanted.forEach((node, k) => parent.childNodes[k] !== node && parent.insertBefore(node, parent.childNodes[k] ?? null));
}

// The control that had the focus gets it back after its part was made anew.
const KEYS = [
  'id',
  'data-dial',
  'data-date',
  'data-bar',
  'data-remove',
  'data-why',
  'data-node',
  'data-view',
  'data-line',
  'data-mode',
  'data-move',
  'name',
];
export function focusKey() {
  const node = document.activeElement,
    key = KEYS.find((one) => node?.getAttribute(one));
  return key ? `[${key}="${CSS.escape(node.getAttribute(key))}"]` : null;
}
export function refocus(key) {
  if (!key) return;
  const node = document.querySelector(key);
  if (node !== document.activeElement) node?.focus({ preventScroll: true });
}
