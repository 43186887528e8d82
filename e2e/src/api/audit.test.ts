import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf } from '../support/api';
import { topic } from '../support/manifests';
import { nexa } from '../support/program';
import { Demo } from '../support/servers';
import type { AuditRecord, List } from '../support/types';

/** The trail of a server that did some work and was stopped, and what `nexa audit verify` says of copies that were tampered with. */
describe('nexa audit verify', () => {
  let demo: Demo;
  let marked: AuditRecord;
  let total = 0;
  let head = '';
  const mark = 'zyxwvutsrq';

  beforeAll(async () => {
    demo = await Demo.start();
    const admin = await demo.api('admin');
    const send = (name: string, spec: object) =>
      admin.send(pathOf('dev-eu', 'team-a', 'kafkatopics', name), { method: 'PUT', body: { ...topic(name, { namespace: 'team-a', cluster: 'events' }), spec } });
    await send('before', { partitions: 1, replicas: 1 });
    // Refused: its name is nowhere in the database but in the audit trail.
    await send('marked', { [mark]: 1 });
    for (const name of ['after-1', 'after-2', 'after-3']) await send(name, { partitions: 1, replicas: 1 });
    const { items } = await admin.ask<List<AuditRecord>>(`/audit?q=${mark}`);
    const [only] = items;
    if (!only || items.length > 1) throw new Error(`${items.length} records tell of the refusal`);
    marked = only;
    await demo.stop();
    total = Number(/(\d+) records/.exec((await verify(demo.data)).stdout)?.[1]);
  });
  afterAll(() => demo.remove());

  const verify = (data: string, ...more: string[]) => nexa(['audit', 'verify', '--data', data, ...more]);

  function copy(name: string): string {
    const folder = demo.folder.in(name);
    cpSync(demo.data, folder, { recursive: true });
    return folder;
  }

  test('passes on the trail as it is, and names its head', async () => {
    const { code, stdout } = await verify(demo.data);
    expect(code).toBe(0);
    expect(stdout).toMatch(/is whole: \d+ records/);
    head = /head (\d+:[0-9a-f]{64})/.exec(stdout)?.[1] ?? '';
    expect(head).not.toBe('');
    expect((await verify(demo.data, '--head', head)).code).toBe(0);
    expect(total).toBeGreaterThanOrEqual(marked.sequence);
  });

  test('names the first bad record after one byte was changed', async () => {
    const data = copy('byte');
    const path = `${data}/nexa.db`;
    const bytes = readFileSync(path);
    const place = bytes.indexOf(mark);
    expect(place).toBeGreaterThan(0);
    bytes[place] = 'Z'.charCodeAt(0);
    writeFileSync(path, bytes);
    const { code, stdout } = await verify(data);
    expect(code).toBe(1);
    expect(stdout).toContain(`First bad record: ${marked.sequence}`);
  });

  /** The one table that holds the chain. */
  function tamper(data: string, change: (database: DatabaseSync, table: string) => void): void {
    const database = new DatabaseSync(`${data}/nexa.db`);
    const tables = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all() as { name: string; sql: string }[];
    const table = tables.find(({ name, sql }) => name.includes('audit') && sql.includes('hash') && sql.includes('what'))?.name;
    if (!table) throw new Error('the database has no table of audit records');
    // Whoever can write the file can drop what guards it.
    for (const { name } of database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as { name: string }[]) database.exec(`DROP TRIGGER "${name}"`);
    change(database, table);
    database.close();
  }

  test('names the first bad record after one was taken out', async () => {
    const data = copy('hole');
    tamper(data, (database, table) => database.exec(`DELETE FROM ${table} WHERE sequence = ${marked.sequence}`));
    const { code, stdout } = await verify(data);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`First bad record: (${marked.sequence}|${marked.sequence + 1})\\b`));
  });

  test('finds a trail that was cut off, by a head that was kept', async () => {
    const data = copy('cut');
    tamper(data, (database, table) => database.exec(`DELETE FROM ${table} WHERE sequence >= ${marked.sequence}`));
    const { code, stdout } = await verify(data, '--head', head);
    expect(code).toBe(1);
    expect(stdout).toMatch(/NOT whole/);
  });

  test('refuses a head that is none, and a database that is not there', async () => {
    expect((await verify(demo.data, '--head', '12')).code).toBe(2);
    const missing = await verify(demo.folder.in('nowhere'));
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/nowhere/);
  });
});
