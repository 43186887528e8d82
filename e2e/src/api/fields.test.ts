import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, type Api } from '../support/api';
import { asYaml, topic } from '../support/manifests';
import { Demo, type Cli } from '../support/servers';
import type { Change, Finding } from '../support/types';

interface Shape {
  type: string;
  fields: Record<string, number>;
  items: number | null;
}
interface KindFields {
  api_version: string;
  operator_version: string;
  shapes: Shape[];
}

let demo: Demo;
let operator: Api;
let cli: Cli;

beforeAll(async () => {
  demo = await Demo.start();
  [operator, cli] = await Promise.all([demo.api('operator'), demo.cli('operator')]);
});
afterAll(() => demo.remove());

/** Whether the reply has the field at "spec.kafka.version"; lists and maps are stepped through. */
function has({ shapes }: KindFields, path: string): boolean {
  let shape = shapes[0];
  for (const name of path.split('.')) {
    while (shape && shape.items !== null) shape = shapes[shape.items];
    shape = shapes[shape?.fields[name] ?? -1];
  }
  return shape !== undefined;
}

describe('the fields of a kind', () => {
  test('are those of the cluster’s operator', async () => {
    const admin = await demo.api('admin');
    const of = (kind: string, cluster: string) => admin.ask<KindFields>(`/kinds/${kind}/fields?cluster=${cluster}`);
    const [fresh, old] = await Promise.all([of('kafkausers', 'dev-eu'), of('kafkausers', 'prod-us')]);
    expect([fresh.api_version, fresh.operator_version]).toEqual(['kafka.strimzi.io/v1', '1.2.0']);
    expect([old.api_version, old.operator_version]).toEqual(['kafka.strimzi.io/v1beta2', '0.48.0']);
    expect([has(fresh, 'spec.authorization.acls.operation'), has(old, 'spec.authorization.acls.operation')]).toEqual([false, true]);
    expect([has(fresh, 'spec.authorization.acls.operations'), has(fresh, 'spec.no')]).toEqual([true, false]);
  });

  test('are sent once, and only to those who may see the cluster', async () => {
    const path = '/kinds/Kafka/fields?cluster=dev-eu';
    const first = await operator.send<KindFields>(path);
    const again = await operator.send(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect([first.status, again.status, again.body]).toEqual([200, 304, '']);
    // The operator of the demo sees one cluster only.
    expect((await operator.send('/kinds/Kafka/fields?cluster=prod-us')).status).toBe(404);
  });

  test('are explained on the command line', async () => {
    const told = await cli.run(['explain', 'kafkatopic.spec', '--cluster', 'dev-eu']);
    expect(told.code, told.stderr).toBe(0);
    expect(told.stdout).toContain('OF:       Strimzi 1.2.0 on cluster dev-eu');
    expect(told.stdout).toMatch(/^ {2}partitions\t<integer>$/m);
    const wrong = await cli.run(['explain', 'kafkatopic.spec.partition', '--cluster', 'dev-eu']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('did you mean partitions?')]);
  });
});

describe('a fix', () => {
  test('comes with a finding and with an issue of form, as a JSON patch of what was sent', async () => {
    const path = pathOf('dev-eu', 'team-a', 'kafkatopics', 'fixed');
    const manifest = topic('fixed', { namespace: 'team-a', cluster: 'events' });
    const over = await operator.ask<{ findings: Finding[] }>(`${path}?dry_run=true`, asYaml({ ...manifest, spec: { ...manifest.spec, replicas: 99 } }));
    const found = over.findings.find(({ rule }) => rule === 'topic-replication-over-brokers');
    expect(found?.remedy?.patch).toMatchObject([{ op: 'replace', path: '/spec/replicas', value: 3 }]);
    const refused = await operator.send(`${path}?dry_run=true`, asYaml({ ...manifest, spec: { partitons: 3 } }));
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/spec/partitons', remedy: { patch: [{ op: 'move', from: '/spec/partitons', path: '/spec/partitions' }] } }]);
  });

  test('is written into the file, comments kept, and then the file is taken', async () => {
    const file = demo.folder.in('fix.yaml');
    const text = `# two mistakes
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: fixed-by-hand
  labels: {strimzi.io/cluster: events}
spec:
  partitons: 3 # as many as consumers
  replicas: 99 # too many
`;
    writeFileSync(file, text);
    const place = ['--cluster', 'dev-eu', '-n', 'team-a', '-f', file];
    const diff = await cli.run(['diff', ...place]);
    expect(diff.code).toBe(1);
    const fixed = await cli.run(['fix', ...place]);
    expect(fixed.code, fixed.stdout + fixed.stderr).toBe(0);
    expect(fixed.stdout).toContain('Rename spec.partitons to partitions');
    expect(readFileSync(file, 'utf8')).toBe(text.replace('partitons', 'partitions').replace('replicas: 99', 'replicas: 3'));
    const applied = await cli.run(['apply', ...place, '--wait']);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    const made = await operator.ask<Change & { observed: { spec: object } }>(pathOf('dev-eu', 'team-a', 'kafkatopics', 'fixed-by-hand'));
    expect(made.observed.spec).toMatchObject({ partitions: 3, replicas: 3 });
  });
});
