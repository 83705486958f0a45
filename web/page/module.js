// A WebAssembly module from the parts that tools/page/module_parts.c makes of it.
const [REST, CODE, LOCALS, ALIGN, LOADED, STORED, LOCAL, WHOLE, LONG, CALL, BRANCH, TYPE, REAL, PARTS] = Array(14).keys();
const NATURAL = '23230011001122232301012';
// The part in which the number lies that follows an instruction.
const FOLLOWS = new Uint8Array(256);
for (const [from, last, part] of [
  [0x02, 0x04, TYPE],
  [0x0c, 0x0d, BRANCH],
  [0x10, 0x10, CALL],
  [0x20, 0x22, LOCAL],
  [0x23, 0x24, TYPE],
  [0x3f, 0x40, TYPE],
  [0x41, 0x41, WHOLE],
  [0x42, 0x42, LONG],
])
  FOLLOWS.fill(part, from, last + 1);

// Throws where parts do not fit together.
export function joinModule(packed) {
  const word = (k) => new DataView(packed.buffer, packed.byteOffset).getUint32(4 * k, true);
  const at = [4 * (PARTS + 1)],
    out = new Uint8Array(word(0) + 8);
  for (let k = 1; k <= PARTS; k++) at.push(at[k - 1] + word(k));
  const ends = at.slice(1);
  if (at[PARTS] !== packed.length) throw new Error('damaged module');
  let to = 0;
  const take = (part) => {
    if (at[part] >= ends[part]) throw new Error('damaged module');
    return (out[to++] = packed[at[part]++]);
  };
  const number = (part) => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = take(part);
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const numbers = (part, count) => {
    while (count-- > 0) number(part);
  };
  // What `write` writes, behind its size.
  const sized = (write) => {
    const start = to;
    write();
    const size = [];
    for (let left = to - start; left || !size.length; left >>>= 7) size.push((left & 127) | (left > 127 ? 128 : 0));
    out.copyWithin(start + size.length, start, to);
    out.set(size, start);
    to += size.length;
  };
  // Of 128 bits: lanes, constants and shuffles have bytes of their own.
  const vector = (code) => {
    const byLane = code >= 84 && code <= 91;
    if (code <= 11 || byLane || code === 92 || code === 93) {
      number(ALIGN);
      number(code === 11 || (code >= 88 && code <= 91) ? STORED : LOADED);
    }
    if (code === 12 || code === 13) for (let k = 16; k; k--) take(REAL);
    if (byLane || (code >= 21 && code <= 34)) take(TYPE);
  };
  const body = () => {
    numbers(LOCALS, 2 * number(LOCALS));
    for (let depth = 1; depth;) {
      const code = take(CODE);
      if (FOLLOWS[code]) number(FOLLOWS[code]);
      if (code >= 0x02 && code <= 0x04) depth++;
      else if (code === 0x0b) depth--;
      else if (code === 0x0e) numbers(BRANCH, number(BRANCH) + 1);
      else if (code === 0x11) numbers(TYPE, 2);
      else if (code >= 0x28 && code <= 0x3e) {
        take(ALIGN);
        out[to - 1] ^= NATURAL[code - 0x28];
        number(code < 0x36 ? LOADED : STORED);
      } else if (code === 0x43 || code === 0x44) for (let k = code === 0x43 ? 4 : 8; k; k--) take(REAL);
      else if (code === 0xfd) vector(number(CODE));
      else if (code === 0xfc) numbers(TYPE, { 10: 2, 11: 1 }[number(CODE)]);
    }
  };
  for (let k = 0; k < 8; k++) take(REST);
  while (at[REST] < ends[REST]) {
    if (take(REST) === 10)
      sized(() => {
        for (let count = number(REST); count > 0; count--) sized(body);
      });
    else for (let size = number(REST); size > 0; size--) take(REST);
  }
  return out.subarray(0, to);
}
