import { mergePatch, Scene, type World } from '../conformance/scene';
import { comparable, stateOf, type Application } from './application';
import { Pods } from './pods';
import { manifestOf, type Scenario } from './scenarios';

const applications = '/apis/sparkoperator.k8s.io/v1beta2/namespaces';
const patience = 60_000;

interface WatchEvent {
  type: string;
  object: Application;
}

/** What a user of the cluster sees of an application in that scenario: its states, one after the other, and its events. */
export interface Seen {
  states: object[];
  /** As they are now: recorders write them behind the states. In no order. */
  events: () => Promise<object[]>;
}

/** `runsPods`: things happen to pods by themselves there. */
export async function play(world: World, scenario: Scenario, namespace: string, runsPods: boolean): Promise<Seen> {
  const scene = new Scene(world, namespace);
  const client = world.clients.admin;
  const pods = runsPods ? undefined : new Pods(client, scenario.outcome);
  await scene.given('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const collection = `${applications}/${namespace}/sparkapplications`;
  // A type that was made a moment ago is not at hand at once.
  await scene.eventually(collection, ({ status }) => status === 200);
  const { metadata } = await scene.current(collection);
  const stream = await client.stream({ method: 'GET', path: `${collection}?watch=true&resourceVersion=${metadata.resourceVersion}`, headers: { authorization: `Bearer ${client.token}` } });
  const late = setTimeout(stream.close, patience);
  const states: object[] = [];
  try {
    await scene.given(collection, manifestOf(scenario));
    const came = new Map<string, number>();
    let before = '';
    for (;;) {
      const next = await stream.lines.next();
      if (next.done) break;
      const { type, object } = JSON.parse(next.value) as WatchEvent;
      const step = { type, ...comparable(object) };
      if (JSON.stringify(step) !== JSON.stringify(states.at(-1))) states.push(step);
      const state = type === 'DELETED' ? 'gone' : stateOf(object);
      const nth = (came.get(state) ?? 0) + (state === before ? 0 : 1);
      const entered = state !== before;
      came.set(state, nth);
      before = state;
      const over = state === scenario.until && nth === (scenario.nth ?? 1);
      if (over) return { states, events: () => eventsOf(scene) };
      await pods?.follow(object);
      for (const act of entered ? (scenario.acts ?? []) : []) {
        if (act.at !== state || nth !== (act.nth ?? 1)) continue;
        if (act.change === 'delete') await scene.quietly('DELETE', `${collection}/app`);
        else await scene.quietly('PATCH', `${collection}/app`, { type: mergePatch, body: act.change });
      }
    }
    throw new Error(`${world.name}: not "${scenario.until}" within ${patience / 1000} s: ${JSON.stringify(states, undefined, 1)}`);
  } finally {
    clearTimeout(late);
    stream.close();
  }
}

interface KubernetesEvent {
  involvedObject: { kind: string };
  type: string;
  reason: string;
  message: string;
}

/**
 * Those about the application. Not compared: executors' (a driver makes them by itself), and what the real operator tells of a submission that
 * its own stale cache has made it try twice.
 */
async function eventsOf(scene: Scene): Promise<object[]> {
  const list = await scene.current(`/api/v1/namespaces/${scene.namespace}/events`);
  return (list.items as KubernetesEvent[])
    .filter(({ involvedObject, reason, message }) => involvedObject.kind === 'SparkApplication' && !reason.startsWith('SparkExecutor') && !message.endsWith('driver pod already exist'))
    .map(({ type, reason, message }) => ({ type, reason, message }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
