// Writes a .br and a .gz beside every text file of dist, so that the server only picks one.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const text = /\.(?:js|css|html|svg|json|txt|map)$/;
/** Below this, a compressed copy costs more than it saves. */
const smallest = 512;

for (const entry of readdirSync(dist, { recursive: true })) {
  const path = join(dist, String(entry));
  if (!text.test(path) || path.includes('/.vite/') || !statSync(path).isFile()) continue;
  const content = readFileSync(path);
  if (content.length < smallest) continue;
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
  );
}
