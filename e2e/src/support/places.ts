import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout. */
export const root = resolve(import.meta.dirname, '../../..');

/** What the tests leave for people: screenshots, and what was on a page that failed. Ignored by git. */
export const output = join(root, 'e2e/output');

/** Examples as the operators publish them; not part of this repository. */
export const examples = resolve(root, '../shared/examples');
export const noExamples = existsSync(examples) ? false : `the operators' examples are not at ${examples}`;

const builds = ['build/dev/nexa', 'build/release/nexa'];

/** The program under test: NEXA_BIN, else the first that was built. */
export const program = programUnderTest();

/** The built page, which the program serves. */
export const page = join(root, 'ui/dist');

const browsers = [process.env.NEXA_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const chromium = browsers.find((path) => path !== undefined && existsSync(path));

/** Why the journeys can't run here; false when they can. */
export const noBrowser = chromium
  ? existsSync(join(page, 'index.html'))
    ? false
    : 'the page is not built: run tools/ui.sh'
  : 'no Chromium is installed: apt-get install chromium, or set NEXA_CHROMIUM';

function programUnderTest(): string {
  if (process.env.NEXA_BIN) return resolve(process.env.NEXA_BIN);
  const built = builds.map((path) => join(root, path)).find((path) => existsSync(path));
  if (built) return built;
  throw new Error(`Nexa is not built: expected ${builds.join(' or ')}, or its path in NEXA_BIN`);
}
