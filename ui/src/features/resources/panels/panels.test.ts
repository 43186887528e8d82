import { describe, expect, it } from 'vitest';
import type { Pod, Relation, StateChange } from '@/api/types';
import { troubleOf } from './BelongsPanel';
import { attemptsOf } from './HistoryPanel';
import { listenersOf } from './ListenersPanel';
import { moveWords, spread } from './LoadPanel';
import { memberWords, placeWords, rowsOf } from './OffsetsPanel';
import { podLook } from './PodsPanel';
import { tasksOf } from './TasksPanel';
import { aclsOf } from './UserPanel';

function pod(changes: Partial<Pod>): Pod {
  return { name: 'a', role: 'broker', pool: '', node_id: null, phase: 'Running', reason: '', words: '', ready: 1, containers: 1, restarts: 0, node: '', started_at: null, leaving: false, ...changes };
}

describe('a pod', () => {
  it.each([
    [{}, 'Ready'],
    [{ ready: 0 }, 'Not ready'],
    [{ ready: 0, reason: 'CrashLoopBackOff' }, 'Not ready'],
    [{ phase: 'Pending', ready: 0, reason: 'Unschedulable' }, 'Pending'],
    [{ phase: 'Succeeded', ready: 0 }, 'Done'],
    [{ phase: 'Failed', ready: 0 }, 'Failed'],
    [{ leaving: true }, 'Leaving'],
    [{ phase: '', ready: 0 }, 'Pending'],
  ])('%o is %s', (changes, word) => expect(podLook(pod(changes)).word).toBe(word));
  it('that waits for nothing is no failure', () => {
    expect(podLook(pod({ ready: 0 })).tone).toBe('info');
    expect(podLook(pod({ ready: 0, reason: 'CrashLoopBackOff' })).tone).toBe('danger');
  });
});

describe('offsets', () => {
  const listed = { connector: 'a->b.MirrorSourceConnector', config_map: 'o', listed: true, items: [{ partition: '{"topic":"orders","partition":0}', offset: '{"offset":7}' }] };
  const silent = { connector: 'a->b.MirrorHeartbeatConnector', config_map: '', listed: false, items: [] };
  it('are one row for each partition of each connector', () => expect(rowsOf([silent, listed])).toEqual([{ key: 'a->b.MirrorSourceConnector 0', connector: 'a->b.MirrorSourceConnector', partition: 'topic: orders, partition: 0', offset: 'offset: 7' }]));
  it('say where they are, or how they come there', () => {
    expect(placeWords([listed, silent])).toBe('as they were listed last, from ConfigMap o');
    expect(placeWords([{ ...listed, listed: false, items: [] }])).toBe('not listed yet: List offsets writes them to ConfigMap o');
    expect(placeWords([silent])).toBe('');
  });
  it.each([
    ['', '–'],
    ['7', '7'],
    ['[1]', '[1]'],
    ['{"a":{"b":1}}', 'a: {"b":1}'],
  ])('%s reads %s', (text, words) => expect(memberWords(text)).toBe(words));
});

describe('the history of an application', () => {
  const change = (state: string, minute: number, uid = 'u'): StateChange => ({ uid, state, message: '', words: '', attempt: 1, executors_running: 0, executors_failed: 0, at: `2026-01-01T12:0${minute}:00Z` });
  it('goes attempt by attempt, the newest first, with how long each state lasted', () => {
    const attempts = attemptsOf([change('NEW', 0), change('SUBMITTED', 1), change('RUNNING', 2), change('FAILING', 4), change('SUBMITTED', 5), change('RUNNING', 6)]);
    expect(attempts.map(({ title, steps }) => [title, steps.map((step) => step.state).join(' '), steps[0]?.seconds])).toEqual([
      ['Attempt 2', 'SUBMITTED RUNNING', 60],
      ['Attempt 1', 'NEW SUBMITTED RUNNING FAILING', 60],
    ]);
    expect(attempts[0]?.steps.at(-1)?.seconds).toBeNull();
  });
  it('tells objects of one name apart', () => expect(attemptsOf([change('RUNNING', 0), change('RUNNING', 1, 'other')])).toHaveLength(2));
  it('of nothing is nothing', () => expect(attemptsOf([])).toEqual([]));
});

describe('what is read of resources', () => {
  it('listeners with their addresses', () => {
    const desired = { spec: { kafka: { listeners: [{ name: 'tls', port: 9093, type: 'internal', tls: true, authentication: { type: 'tls' } }, { name: 'out', port: 9094, type: 'loadbalancer', tls: false }] } } };
    const observed = { status: { listeners: [{ name: 'tls', bootstrapServers: 'k:9093' }] } };
    expect(listenersOf({ desired, observed })).toEqual([
      { name: 'tls', port: '9093', type: 'internal', encrypted: true, authentication: 'tls', addresses: ['k:9093'] },
      { name: 'out', port: '9094', type: 'loadbalancer', encrypted: false, authentication: 'none', addresses: [] },
    ]);
    expect(listenersOf({ desired: null, observed: null })).toEqual([]);
  });
  it('tasks of a connector', () =>
    expect(tasksOf({ observed: { status: { connectorStatus: { tasks: [{ id: 0, state: 'FAILED', worker_id: 'w', trace: 'why' }, 3] } } } })).toEqual([{ connector: '', id: '0', state: 'FAILED', worker: 'w', trace: 'why' }]));
  it('tasks of the connectors of a mirror', () =>
    expect(tasksOf({ observed: { status: { connectors: [{ name: 'a', tasks: [{ id: 0, state: 'RUNNING' }] }, { name: 'b' }] } } })).toEqual([{ connector: 'a', id: '0', state: 'RUNNING', worker: '', trace: '' }]));
  it('rules of a user, in the old form and in the new one', () => {
    const acls = [
      { resource: { type: 'topic', name: 'a', patternType: 'prefix' }, operations: ['Read', 'Describe'] },
      { resource: { type: 'cluster' }, operation: 'Create', type: 'deny', host: '10.0.0.1' },
    ];
    expect(aclsOf({ desired: { spec: { authorization: { acls } } }, observed: null })).toEqual([
      { resource: 'topic', name: 'a', pattern: 'prefix', operations: ['Read', 'Describe'], host: '*', type: 'allow' },
      { resource: 'cluster', name: '', pattern: 'literal', operations: ['Create'], host: '10.0.0.1', type: 'deny' },
    ]);
  });
});

describe('a proposal', () => {
  const flat = { before: 1, after: 1 };
  const load = (broker: number, before: number, after: number) => ({ broker, leaders: flat, replicas: flat, disk_mb: flat, disk_percent: { before, after }, cpu_percent: flat, network_in_kb: flat, network_out_kb: flat });
  it('says what becomes of a figure', () => {
    expect(moveWords({ before: 80.4, after: 55 }, ' %')).toBe('80 → 55 %');
    expect(moveWords({ before: 7, after: 7.2 }, '')).toBe('7');
  });
  it('says how far brokers are apart', () => {
    expect(spread([load(0, 80, 50), load(1, 20, 45)], 'disk_percent', 'before')).toBe(60);
    expect(spread([], 'disk_percent', 'after')).toBe(0);
  });
});

it('what belongs to a resource is counted by what needs a person', () => {
  const relation = (health: Relation['health']): Relation => ({ health }) as Relation;
  expect(troubleOf([relation('Healthy'), relation('Progressing'), relation('Degraded'), relation('Degraded')])).toEqual([
    ['Degraded', 2],
    ['Progressing', 1],
  ]);
});
