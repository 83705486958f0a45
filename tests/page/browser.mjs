// What drives the page in Chromium: the browser on this machine, playwright-core and axe-core in the versions of
// tests/page/browser/package-lock.json, brought by npm.
import { accessSync, constants, copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';

function find(...names) {
  for (const name of names) {
    for (const folder of process.env.PATH.split(':')) {
      try {
        accessSync(`${folder}/${name}`, constants.X_OK);
        return `${folder}/${name}`;
      } catch {
        /* not here */
      }
    }
  }
  return null;
}

// {require, chromium} or {missing}: why there is none. `scratch`: a folder that the packages may lie in.
export function browserTools(scratch) {
  const chromium = find('chromium', 'chromium-browser', 'google-chrome');
  if (!find('npm')) return { missing: 'npm is not there (apt-get install npm)' };
  if (!chromium) return { missing: 'Chromium is not there (apt-get install chromium)' };
  const tools = `${scratch}/tools`;
  mkdirSync(tools, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(`tests/page/browser/${name}`, `${tools}/${name}`);
  const npm = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1', '--fetch-timeout=20000'],
    { cwd: tools, encoding: 'utf8' },
  );
  if (npm.status !== 0)
    return { missing: `npm did not bring playwright-core and axe-core: ${npm.stderr.split('\n')[0]}` };
  return { require: createRequire(`${tools}/`), chromium };
}
