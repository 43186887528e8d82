import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that goes when its scope ends: `using folder = new Folder()`, or by `remove`. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'nexa-e2e-'));

  in(...names: string[]): string {
    return join(this.path, ...names);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}
