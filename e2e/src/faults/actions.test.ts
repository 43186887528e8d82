import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api, pathOf } from '../support/api';
import { Folder } from '../support/folder';
import { Kubernetes } from '../support/kubernetes';
import { smallKafka } from '../support/manifests';
import type { Program } from '../support/program';
import { addressOf, makeMasterKey, Sandbox, serve } from '../support/servers';
import type { Change, Cluster, Run } from '../support/types';
import { until } from '../support/until';

const cluster = 'one';
const namespace = 'team';

/** An action outlives the server that began it, and reaches the cluster once. */
describe('a server that is killed while it restarts a node', () => {
  const folder = new Folder();
  const masterKey = makeMasterKey();
  const path = pathOf(cluster, namespace, 'kafkas', 'kafka');
  let listen = '127.0.0.1:0';
  let program: Program;
  let sandbox: Sandbox;
  let kubernetes: Kubernetes;
  let api: Api;

  async function start(): Promise<void> {
    program = serve({ data: folder.in('data'), masterKey, listen });
    const address = await addressOf(program);
    listen = address.replace('http://', '');
  }
  const uid = async () => (await kubernetes.ask<{ metadata: { uid: string } }>('GET', `/api/v1/namespaces/${namespace}/pods/kafka-kafka-nodes-0`)).metadata.uid;
  const writes = async () => (await kubernetes.log()).filter((each) => each.path.includes('/pods/kafka-kafka-nodes-0') && each.field_manager === 'nexa' && each.status < 300).length;

  beforeAll(async () => {
    sandbox = await Sandbox.start([cluster], 30);
    kubernetes = new Kubernetes(sandbox.kubeconfigPath(cluster));
    await kubernetes.namespace(namespace);
    await start();
    const [, password = ''] = await program.says(/admin {2,}(\S+)/);
    api = await Api.signIn(`http://${listen}`, 'admin', password);
    await api.ask<Cluster>('/clusters', { method: 'POST', body: { name: cluster, kubeconfig: sandbox.kubeconfig(cluster) } });
    await api.connected(cluster);
    for (const object of smallKafka('kafka', namespace)) {
      await api.ask(pathOf(cluster, namespace, `${object.kind.toLowerCase()}s`, object.metadata.name), { method: 'PUT', body: object });
    }
    await until('a Kafka', async () => (await api.resource(path)).health === 'Healthy');
  });
  afterAll(async () => {
    await program.stop();
    folder.remove();
    await sandbox.stop();
  });

  // Right after it was accepted, when it has begun, and when it waits for the operator.
  test.each(['queued', 'running', 'waiting'])('goes on where it was, from %s or later', { timeout: 120_000 }, async (state) => {
    const before = { uid: await uid(), writes: await writes() };
    const change = await api.ask<Change>(`${path}/actions/restart`, { method: 'POST', body: {} });
    const id = change.run?.id ?? '';
    const order = ['queued', 'running', 'waiting', 'succeeded'];
    await until(`the run is ${state}`, async () => order.indexOf((await api.run(id)).state) >= order.indexOf(state), { interval: 5 });
    const ended = await program.stop('SIGKILL');
    expect(ended.signal).toBe('SIGKILL');
    await start();
    const run: Run = await api.runEnded(id, 90_000);
    expect(run.state, run.message).toBe('succeeded');
    expect(await uid()).not.toBe(before.uid);
    expect(await writes(), 'the pod was asked to restart once').toBe(before.writes + 1);
    expect(run.steps?.filter(({ name }) => name === 'plan')).toHaveLength(1);
  });
});
