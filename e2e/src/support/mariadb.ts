import { execFileSync, spawnSync } from 'node:child_process';
import { Folder } from './folder';
import { Program } from './program';
import { until } from './until';

/** Why a database server can't be started here; false when it can. */
export const noMariaDb = spawnSync('mariadbd', ['--version']).status === 0 ? false : 'mariadbd is not installed: apt-get install mariadb-server';

/** A MariaDB for one test file, reached by a socket in a folder of its own; it listens on no port. */
export class MariaDb {
  private constructor(
    private readonly server: Program,
    private readonly folder: Folder,
  ) {}

  static async start(): Promise<MariaDb> {
    const folder = new Folder();
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    execFileSync('mariadb-install-db', ['--no-defaults', ...user, `--datadir=${folder.in('data')}`, '--auth-root-authentication-method=normal', '--skip-test-db'], { stdio: 'ignore' });
    const server = new Program('mariadbd', [
      '--no-defaults',
      '--skip-networking',
      '--innodb-buffer-pool-size=32M',
      '--innodb-flush-log-at-trx-commit=0',
      '--skip-log-bin',
      `--datadir=${folder.in('data')}`,
      `--socket=${folder.in('db.sock')}`,
      ...user,
    ]);
    const started = new MariaDb(server, folder);
    await until('MariaDB answers', () => started.query('SELECT 1') !== '', { timeout: 60_000 });
    return started;
  }

  /** Runs a statement as the root user and returns what the client printed. */
  query(statement: string, database = 'mysql'): string {
    return execFileSync('mariadb', ['--no-defaults', `--socket=${this.folder.in('db.sock')}`, '--user=root', '--batch', '--skip-column-names', database, '-e', statement], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  /** A new, empty database, as `nexa serve --database` takes it. */
  create(name: string): string {
    this.query(`CREATE DATABASE ${name}`);
    return `mysql://root@localhost/${name}?unix_socket=${this.folder.in('db.sock')}`;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    this.folder.remove();
  }
}
