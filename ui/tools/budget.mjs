// Weighs what a browser loads before the first screen can be used: the entry, all that it imports, and the overview's own part.
// Fails when that is over budget. Compressed with gzip, the worse of the two that the server offers.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = { js: 230_000, css: 110_000 };
const firstRoute = 'src/features/overview/OverviewPage.tsx';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
if (!entry || !manifest[firstRoute]) throw new Error('dist is not a build of this page: run npm run build first');

const chunks = new Set();
const files = { js: new Set(), css: new Set() };
const visit = (key) => {
  if (chunks.has(key)) return;
  chunks.add(key);
  const chunk = manifest[key];
  files.js.add(chunk.file);
  for (const sheet of chunk.css ?? []) files.css.add(sheet);
  for (const next of chunk.imports ?? []) visit(next);
};
visit(entry);
visit(firstRoute);
files.js.add('theme.js');

let over = false;
for (const [kind, budget] of Object.entries(budgets)) {
  const weighed = [...files[kind]].map((file) => ({ file, size: gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length })).sort((a, b) => b.size - a.size);
  const total = weighed.reduce((sum, { size }) => sum + size, 0);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`${kind}: ${kilobytes(total)} of ${kilobytes(budget)}${total > budget ? '  OVER BUDGET' : ''}`);
  if (process.argv.includes('--files')) for (const { file, size } of weighed) console.log(`  ${kilobytes(size).padStart(9)}  ${file}`);
  over ||= total > budget;
}
process.exitCode = over ? 1 : 0;
