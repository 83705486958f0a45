// Pictures of the page for README and docs: three widths, light and dark, each view. Called by `make screenshots`.
//
//     node tools/screenshots.mjs FOLDER      with CK_PROGRAM, CK_SCRATCH, and CK_GAME for the third view
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { browserTools } from '../tests/page/browser.mjs';

const folder = process.argv[2],
  scratch = resolve(process.env.CK_SCRATCH),
  file = `${scratch}/page.html`;
mkdirSync(scratch, { recursive: true });
mkdirSync(folder, { recursive: true });
const { require, chromium, missing } = browserTools(scratch);
if (missing) {
  console.error(`no pictures: ${missing}`);
  process.exit(1);
}
const game = process.env.CK_GAME ? ['--game', process.env.CK_GAME, '--store', `${scratch}/runs`] : [];
const written = spawnSync(
  process.env.CK_PROGRAM,
  ['report', 'scenarios/october-2025.yaml', '--interactive', file, ...game],
  { stdio: 'inherit' },
);
if (written.status !== 0) process.exit(1);

const browser = await require('playwright-core').chromium.launch({
  executablePath: chromium,
  args: ['--no-sandbox', '--hide-scrollbars'],
});
const page = await browser.newPage({
  viewport: { width: 1400, height: 950 },
  locale: 'en-GB',
  bypassCSP: true,
  reducedMotion: 'reduce',
});
await page.goto(`file://${file}`);

// What each view shows: enough futures for a band, a deal with its answer, a game of two turns.
const ready = {
  scenario: () =>
    page.waitForFunction(() => / \d{2,} \/ 400 /.test(document.querySelector('.words .soft')?.textContent), null, {
      timeout: 600000,
    }),
  law: () => page.locator('#law-answer .regime').first().waitFor({ timeout: 60000 }),
  async game() {
    for (const word of ['wait', 'offer']) {
      const before = await page.evaluate(() => document.body.dataset.gameDigest);
      await page.locator(`[data-move=${word}]`).click({ timeout: 120000 });
      await page.waitForFunction((old) => document.body.dataset.gameDigest !== old, before, { timeout: 60000 });
    }
  },
};
for (const view of ['scenario', 'law', ...(game.length ? ['game'] : [])]) {
  await page.locator(`[data-view=${view}]`).click();
  await ready[view]();
  await page.mouse.move(0, 0);
  for (const width of [1400, 900, 400]) {
    await page.setViewportSize({ width, height: width > 1000 ? 950 : 1300 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await sleep(300);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${folder}/${view}-${width}-${colorScheme}.png` });
    }
  }
  await page.setViewportSize({ width: 1400, height: 950 });
}
await browser.close();
