import type { Action, ActionParameter, Cluster, Grant, Kind, Me, Permission, ResourceDetail, ResourceItem, RunDetail } from '@/api/types';

const everywhere = { all: true, names: [], labels: {} };

export function grant(permission: Permission): Grant {
  return { permission, clusters: everywhere, namespaces: everywhere };
}

export const operatorRights: readonly Permission[] = ['clusters:read', 'clusters:write', 'resources:read', 'resources:write', 'resources:delete', 'resources:logs', 'actions:execute', 'runs:read', 'runs:write', 'audit:read'];
export const viewerRights: readonly Permission[] = ['clusters:read', 'resources:read', 'runs:read'];

export function me(rights: readonly Permission[] = operatorRights): Me {
  return { id: 'u1', name: 'ada', display_name: 'Ada', permissions: rights.map(grant) };
}

export const topicKind: Kind = {
  kind: 'KafkaTopic',
  plural: 'kafkatopics',
  group: 'kafka.strimzi.io',
  family: 'kafka',
  display: 'Kafka topic',
  short_names: ['kt'],
  columns: [{ name: 'partitions', title: 'Partitions', type: 'number' }],
  actions: [
    { id: 'pause', title: 'Pause reconciliation', gravity: 'note', destroys: false, several: true },
    { id: 'resume', title: 'Resume reconciliation', gravity: 'restart', destroys: false, several: true },
  ],
};

export function cluster(over: Partial<Cluster> = {}): Cluster {
  return {
    name: 'dev-eu',
    labels: { env: 'dev' },
    colour: 'blue',
    server: 'https://10.0.0.1:6443',
    context: 'dev',
    version: 1,
    created_at: '2026-01-01T00:00:00Z',
    state: 'connected',
    message: '',
    last_contact: '2026-01-01T00:00:00Z',
    kubernetes_version: '1.34.2',
    operators: [{ name: 'strimzi', version: '0.48.0', namespace: 'strimzi', watched_namespaces: [], kafka_versions: ['4.0.0', '4.1.0'] }],
    served: { KafkaTopic: ['v1beta2'] },
    namespaces: ['team-a', 'team-b'],
    counts: { Healthy: 1 },
    counts_by_kind: { KafkaTopic: { Healthy: 1 } },
    runs_under_way: 0,
    certificates: [],
    certificates_unknown: [],
    ...over,
  };
}

export function topic(over: Partial<ResourceItem> = {}): ResourceItem {
  return {
    cluster: 'dev-eu',
    namespace: 'team-a',
    kind: 'KafkaTopic',
    plural: 'kafkatopics',
    name: 'orders',
    health: 'Healthy',
    reason: '',
    words: '',
    sync: 'InSync',
    summary: { partitions: 12 },
    created_at: '2026-01-01T00:00:00Z',
    seen_at: '2026-01-01T00:00:00Z',
    revision: 2,
    run: null,
    labels: {},
    sequence: 1,
    ...over,
  };
}

export const topicText = `# ask team-a first
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  namespace: team-a
spec:
  partitions: 12
`;

export function topicDetail(over: Partial<ResourceDetail> = {}): ResourceDetail {
  return {
    ...topic(),
    api_version: 'kafka.strimzi.io/v1beta2',
    desired: { apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'KafkaTopic', metadata: { name: 'orders', namespace: 'team-a' }, spec: { partitions: 12 } },
    desired_text: topicText,
    observed: { apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'KafkaTopic', metadata: { name: 'orders', namespace: 'team-a' }, spec: { partitions: 12 } },
    drift: [],
    conditions: [{ type: 'Ready', status: 'True', reason: '', message: '', last_transition_time: '2026-01-01T00:00:00Z' }],
    uid: 'x',
    generation: 2,
    observed_generation: 2,
    etag: '"2"',
    runs: [],
    findings: [],
    ...over,
  };
}

export function run(over: Partial<RunDetail> = {}): RunDetail {
  return {
    id: 'r1',
    intent: 'i1',
    revision: 3,
    action: 'apply',
    cluster: 'dev-eu',
    namespace: 'team-a',
    kind: 'KafkaTopic',
    plural: 'kafkatopics',
    name: 'orders',
    state: 'waiting',
    author: 'ada',
    message: 'The topic operator is changing the partitions.',
    words: 'The topic operator is changing the partitions.',
    attempt: 1,
    created_at: '2026-01-01T00:00:00Z',
    due_at: '2026-01-01T00:00:00Z',
    started_at: '2026-01-01T00:00:01Z',
    finished_at: null,
    deadline: null,
    steps: [{ attempt: 1, sequence: 1, name: 'apply', outcome: 'ok', message: 'Applied as generation 3.', detail: '', at: '2026-01-01T00:00:02Z' }],
    ...over,
  };
}

export function parameter(over: Partial<ActionParameter> = {}): ActionParameter {
  return { name: 'node', title: 'Node', type: 'integer', about: 'the node’s id', required: false, minimum: 0, choices: [], preset: '', ...over };
}

export function action(over: Partial<Action> = {}): Action {
  return {
    id: 'pause',
    title: 'Pause reconciliation',
    explanation: 'The operator leaves the resource alone until it is resumed.',
    source: 'Strimzi: pausing reconciliation',
    gravity: 'note',
    destroys: false,
    offered: true,
    objection: '',
    parameters: [],
    ...over,
  };
}
