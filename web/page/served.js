// The server that a page came from, when it came from one: large ensembles run natively, and how far they are.
// A page from disk or from a static host finds no mark and asks for nothing.
const marked = () =>
  performance.getEntriesByType('navigation')[0]?.serverTiming?.some((one) => one.name === 'chokepoint') ?? false;

// What the server says of itself, or null: there is none.
export async function findServer() {
  if (!marked()) return null;
  try {
    const answer = await fetch('status');
    const status = answer.ok ? await answer.json() : null;
    return status?.program === 'chokepoint' ? status : null;
  } catch {
    return null;
  }
}

// The first of the diagnostics that is an error, in words.
export function problem({ diagnostics = [] }) {
  const one = diagnostics.find((diag) => diag.severity === 'error') ?? diagnostics[0];
  if (!one) return '';
  const place = one.file ? `${one.file}:${one.line}:${one.column}: ` : '';
  return `${place}${one.message}${one.hint ? ` (${one.hint})` : ''}`;
}

// Whole lines of a stream, as they come.
export async function* linesOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const parts = (rest + piece.value).split('\n');
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
  if (rest) yield JSON.parse(rest);
}

// Runs a scenario (YAML) on the server. `onLine` gets the lines before the last; resolves with the object of `run --json`.
export async function runNatively(yaml, draws, signal, onLine) {
  const answer = await fetch(`run?draws=${draws}&alone=1&remedies=0`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/yaml' },
    body: yaml,
    signal,
  });
  if (!answer.ok) throw new Error(problem(await answer.json().catch(() => ({}))) || `${answer.status}`);
  for await (const line of linesOf(answer.body)) {
    if (line.type === 'result') return line.result;
    if (line.type === 'failed') throw new Error(problem(line));
    onLine(line);
  }
  throw new Error('...');
}
