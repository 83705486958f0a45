// Where files come from: the start of the page (start.js) reads and unpacks them. And links that carry what a view shows.

let loader;
export const loadBy = (one) => (loader = one);

const through = async (bytes, stream) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
export const unpack = (bytes, format) => through(bytes, new DecompressionStream(format));
export async function readFile(name, packed = false) {
  const bytes = await loader.read(name);
  // A server may have unpacked it.
  return packed && bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes, 'gzip') : bytes;
}
export const readModule = (name) => loader.unpack(`${name}.module`);
export const workerSource = async (name) => loader.urlOf(await loader.unpack(`${name}.script`));

/* ---- links ---- */

// A value as letters that an address may hold, and back; null for what is no such text.
export async function pack(value) {
  const bytes = await through(JSON.stringify(value), new CompressionStream('deflate-raw'));
  let text = '';
  for (const one of bytes) text += String.fromCharCode(one);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
export async function open(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(await unpack(bytes, 'deflate-raw')));
  } catch {
    return null;
  }
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
// Only what differs from the shipped scenario travels, and the digest of the answer where there is one.
export function shareText(name, shipped, spec, digest) {
  const known = new Map(shipped.measures.map((m) => [m.id, m]));
  const change = { name, digest };
  for (const key of Object.keys(spec))
    if (key !== 'measures' && !same(spec[key], shipped[key])) change[key === 'name' ? 'called' : key] = spec[key];
  if (!same(spec.measures, shipped.measures))
    change.measures = spec.measures.map((m) =>
      same(m, known.get(m.id))
        ? m.id
        : known.has(m.id) && same(m.reach, known.get(m.id).reach)
          ? { ...m, reach: undefined }
          : m,
    );
  return pack(change);
}
// {name, spec, digest} of what `open` gave; null when the page does not have that scenario.
export function unshare(shared, scenarios) {
  const { name, digest, measures, ...rest } = shared ?? {};
  const shipped = scenarios.find((one) => one.name === name)?.spec;
  if (!shipped) return null;
  const spec = { ...JSON.parse(JSON.stringify(shipped)), ...rest };
  const known = new Map(shipped.measures.map((m) => [m.id, m]));
  if (Array.isArray(measures))
    spec.measures = measures
      .map((m) =>
        typeof m === 'string'
          ? known.get(m)
          : known.get(m.id)?.reach && !m.reach
            ? { ...m, reach: known.get(m.id).reach }
            : m,
      )
      .filter((m) => m)
      .map((m) => JSON.parse(JSON.stringify(m)));
  return { name, spec, digest };
}
