// How the scripts among the tests count: sentences with bodies, and a last line that says how many held.
let failed = 0;
const said = [];

// A body may take its time; the next sentence waits for it where the caller does.
export function test(sentence, body) {
  const one = (async () => {
    try {
      await body();
    } catch (error) {
      failed++;
      console.log(`FAILED  ${sentence}\n    ${String(error.stack).replaceAll('\n', '\n    ')}`);
    }
  })();
  said.push(one);
  return one;
}
export async function finish() {
  await Promise.all(said);
  console.log(`${said.length - failed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
export function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(77);
}
