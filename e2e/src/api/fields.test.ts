import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../support/api';
import { Demo, type Cli } from '../support/servers';

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
