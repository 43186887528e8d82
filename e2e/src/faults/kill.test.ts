import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api, pathOf } from '../support/api';
import { Kubernetes, type LoggedRequest } from '../support/kubernetes';
import { smallKafka, topic, type Manifest } from '../support/manifests';
import { nexa } from '../support/program';
import { randomFrom } from '../support/random';
import { Sandbox, Victim } from '../support/servers';
import type { Change, Cluster, List, Run } from '../support/types';
import { until } from '../support/until';

const kills = 10;
const total = 500;
const senders = 8;
/** NEXA_SEED repeats a run: the same changes, killed at the same places. */
const seed = Number(process.env.NEXA_SEED ?? Math.floor(Math.random() * 1e6));

const cluster = 'one';
const namespace = 'team';

/** One change, and what became of it. */
interface Wish {
  name: string;
  key: string;
  body: Manifest;
  intent: string;
  run: string;
}

/** Changes of one resource, in their order. */
interface Line {
  wishes: Wish[];
  /** Each waits until the one before has reached the cluster; else a later one may take the place of one that is still queued. */
  patient: boolean;
}

function lineOf(name: string, length: number, patient: boolean): Line {
  const wishes = Array.from({ length }, (_, at) => ({
    name,
    key: `${seed}-${name}-${at}`,
    body: topic(name, { namespace, cluster: 'kafka', partitions: 1, config: { 'retention.ms': 60_000 + at } }),
    intent: '',
    run: '',
  }));
  return { wishes, patient };
}

const number = (at: number) => String(at).padStart(3, '0');

/** 300 resources with one change each, 20 with five that wait for each other, and 20 with five in haste. */
function makeLines(): Line[] {
  return [
    ...Array.from({ length: 300 }, (_, at) => lineOf(`single-${number(at)}`, 1, true)),
    ...Array.from({ length: 20 }, (_, at) => lineOf(`patient-${number(at)}`, 5, true)),
    ...Array.from({ length: 20 }, (_, at) => lineOf(`hasty-${number(at)}`, 5, false)),
  ];
}

describe(`a server that is killed ${kills} times (NEXA_SEED=${seed})`, () => {
  const random = randomFrom(seed);
  const victim = new Victim();
  const lines = makeLines();
  const wishes = lines.flatMap((line) => line.wishes);
  let sandbox: Sandbox;
  let kubernetes: Kubernetes;
  let api: Api;
  let runs: Map<string, Run>;
  let applied: Map<string, LoggedRequest[]>;

  beforeAll(async () => {
    sandbox = await Sandbox.start([cluster], 30);
    kubernetes = new Kubernetes(sandbox.kubeconfigPath(cluster));
    await kubernetes.namespace(namespace);
    await victim.startFirst();
    api = await Api.signIn(victim.address, 'admin', victim.password);
    await api.ask<Cluster>('/clusters', { method: 'POST', body: { name: cluster, kubeconfig: sandbox.kubeconfig(cluster) } });
    await api.connected(cluster);
    for (const object of smallKafka('kafka', namespace)) {
      const plural = `${object.kind.toLowerCase()}s`;
      await api.ask(pathOf(cluster, namespace, plural, object.metadata.name), { method: 'PUT', body: object });
    }
    await until('a Kafka for the topics', async () => (await api.resource(pathOf(cluster, namespace, 'kafkas', 'kafka'))).health === 'Healthy');
  });

  afterAll(async () => {
    await victim.stop();
    victim.folder.remove();
    await sandbox.stop();
  });

  let accepted = 0;

  /** Asks until there is an answer: what happens to the connection or the server between is no answer. */
  async function send(wish: Wish): Promise<void> {
    const change = await until(
      `an answer to ${wish.key}`,
      async () => {
        const reply = await api.send<Change>(pathOf(cluster, namespace, 'kafkatopics', wish.name), {
          method: 'PUT',
          headers: { 'idempotency-key': wish.key },
          body: wish.body,
        });
        if (reply.status !== 202) throw new Error(`${wish.key}: ${reply.status} ${JSON.stringify(reply.body)}`);
        return reply.body;
      },
      { timeout: 60_000, interval: 25 },
    );
    wish.intent = change.intent?.id ?? '';
    wish.run = change.run?.id ?? '';
    accepted += 1;
  }

  async function sendLine({ wishes: all, patient }: Line): Promise<void> {
    for (const [at, wish] of all.entries()) {
      await send(wish);
      if (!patient || at + 1 === all.length) continue;
      await until(`${wish.key} at the cluster`, async () => !['queued', 'running'].includes((await api.run(wish.run)).state), { timeout: 90_000, interval: 50 });
    }
  }

  test('accepts every change in the end', { timeout: 150_000 }, async () => {
    // Lines in random order, shared among the senders; the kills by how much was accepted, and a moment after.
    const waiting = lines.map((line) => ({ line, place: random() })).sort((a, b) => a.place - b.place);
    const places = Array.from({ length: kills - 1 }, () => Math.floor(random() * (total - 20)) + 10).sort((a, b) => a - b);
    places.push(total);
    let over = false;

    const sender = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await sendLine(next.line);
    };
    const killer = async () => {
      for (const place of places) {
        await until(`${place} accepted`, () => over || accepted >= place, { timeout: 120_000, interval: 2 });
        await pause(random() * 60);
        await victim.kill();
        await victim.start();
      }
    };
    await Promise.all([Promise.all(Array.from({ length: senders }, sender)).finally(() => (over = true)), killer()]);
    expect(accepted).toBe(total);
    expect(new Set(wishes.map((wish) => wish.intent)).size).toBe(total);
  });

  test('comes to an outcome for each', { timeout: 120_000 }, async () => {
    await until('no run under way', async () => (await api.ask<List<Run>>('/runs?state=queued,awaiting_approval,running,waiting&limit=1')).total === 0, {
      timeout: 110_000,
      interval: 250,
    });
    const { items } = await api.ask<List<Run>>('/runs?kind=KafkaTopic&limit=500');
    runs = new Map(items.map((run) => [run.id, run]));
    expect(new Set(runs.keys())).toEqual(new Set(wishes.map((wish) => wish.run)));
    const states = Object.groupBy(items, (run) => run.state);
    // Only a later change of the same resource may take a change's place.
    expect(Object.keys(states).filter((state) => state !== 'succeeded' && state !== 'superseded')).toEqual([]);
    expect(states.superseded?.map((run) => run.name).filter((name) => name.startsWith('single')) ?? []).toEqual([]);
    expect(states.succeeded?.length ?? 0).toBeGreaterThanOrEqual(340);
  });

  test('applied each exactly once, says the cluster', async () => {
    const log = (await kubernetes.log()).filter((each) => each.intent !== '' && !each.dry_run && each.status < 300);
    applied = new Map(Object.entries(Object.groupBy(log, (each) => each.intent)).map(([intent, requests = []]) => [intent, requests]));
    const wrong = lines.flatMap(({ wishes: all, patient }) =>
      all
        .map((wish) => ({ key: wish.key, state: runs.get(wish.run)?.state, times: applied.get(wish.intent)?.length ?? 0 }))
        // A change in haste whose place a later one took while it was queued was rightly never sent.
        .filter(({ state, times }) => times !== 1 && !(times === 0 && state === 'superseded' && !patient)),
    );
    expect(wrong).toEqual([]);
  });

  test('left each resource as the last change wants it', async () => {
    const { items } = await kubernetes.ask<{ items: Manifest[] }>('GET', `/apis/kafka.strimzi.io/v1/namespaces/${namespace}/kafkatopics`);
    const live = Object.fromEntries(items.map((item) => [item.metadata.name, item.metadata.annotations?.['nexa.dev/intent']]));
    expect(live).toEqual(Object.fromEntries(lines.map(({ wishes: all }) => [all[0]?.name, all.at(-1)?.intent])));
  });

  test('kept its audit trail whole, with one record for each change', async () => {
    const { total: records } = await api.ask<List<unknown>>('/audit?what=intent.apply&outcome=accepted&limit=1');
    expect(records).toBe(total + 2);
    await victim.stop();
    const { code, stdout } = await nexa(['audit', 'verify', '--data', victim.data]);
    expect(stdout).toMatch(/is whole/);
    expect(code).toBe(0);
  });
});
