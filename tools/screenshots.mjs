// Pictures of the page for README and docs: three widths, light and dark, each view. Called by `make screenshots`.
//
//     node tools/screenshots.mjs FOLDER      with CK_PROGRAM, CK_SCRATCH, and CK_GAME for the third view
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { browserTools } from '../tests/page/browser.mjs';

const folder = process.argv[2], scratch = resolve(process.env.CK_SCRATCH), file = `${scratch}/page.html`;
mkdirSync(scratch, { recursive: true });
mkdirSync(folder, { recursive: true });
const { require, chromium, missing } = browserTools(scratch);
if (missing) {
  console.error(`no pictures: ${missing}`);
  process.exit(1);
}
const game = process.env.CK_GAME ? ['--game', process.env.CK_GAME, '--store', `${scratch}/runs`] : [];
const written = spawnSync(process.env.CK_PROGRAM, ['report', 'scenarios/october-2025.yaml', '--interactive', file, ...game], { stdio: 'inherit' });
if (written.status !== 0) process.exit(1);

const browser = await require('playwright-core').chromium.launch({ executablePath: chromium, args: ['--no-sandbox', '--hide-scrollbars'] });
const views = ['scenario', 'law', ...(game.length ? ['game'] : [])];
const ready = { scenario: '#tornado', law: '#law-answer .regime', game: '.moves button' };
for (const scheme of ['light', 'dark']) {
  for (const width of [1400, 900, 400]) {
    const page = await browser.newPage({ viewport: { width, height: width > 1000 ? 950 : 1300 }, colorScheme: scheme, locale: 'en-GB', bypassCSP: true, reducedMotion: 'reduce' });
    await page.goto(`file://${file}`);
    for (const view of views) {
      if (view !== 'scenario') await page.locator(`[data-view=${view}]`).click();
      await page.locator(ready[view]).first().waitFor({ timeout: 120000 });
      await sleep(300);
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${folder}/${view}-${width}-${scheme}.png` });
    }
    await page.close();
  }
}
await browser.close();
