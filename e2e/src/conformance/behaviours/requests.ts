import { parse } from 'yaml';
import { group, type Behaviour, type Options } from '../scene';
import { configMap, widget } from '../types';

const mebibyte = 1024 * 1024;

/** Who asks, for what, in which form: what is judged before any object is looked at. */
export const requests: Behaviour[] = [
  { name: 'a path that nobody serves', run: (s) => s.get('/nowhere') },
  { name: 'a group that nobody serves', run: (s) => s.get('/apis/nowhere.example.com/v1/things') },
  { name: 'a version that is not served', run: (s) => s.get(`/apis/${group}/v9/namespaces/${s.namespace}/widgets`) },
  { name: 'a plural that nobody serves', run: (s) => s.get(`/apis/${group}/v1/namespaces/${s.namespace}/gears`) },
  { name: 'a core plural that nobody serves', run: (s) => s.get(`/api/v1/namespaces/${s.namespace}/gears`) },
  { name: 'a subresource that is not there', run: (s) => s.get(`${s.widgets}/a/nothing`) },
  { name: 'a namespaced kind at the cluster scope', run: (s) => s.get(`/apis/${group}/v1/widgets/a`) },
  { name: 'creating a namespaced kind at the cluster scope', run: (s) => s.post(`/apis/${group}/v1/widgets`, widget('a')) },
  { name: 'a cluster-wide kind in a namespace', run: (s) => s.get(`/apis/${group}/v1/namespaces/${s.namespace}/racks`) },
  { name: 'POST to a name', run: (s) => s.post(`${s.configMaps}/a`, configMap('a')) },
  { name: 'PUT to a collection', run: (s) => s.put(s.configMaps, configMap('a')) },
  { name: 'PATCH of a collection', run: (s) => s.patch(s.widgets, 'application/merge-patch+json', {}) },
  { name: 'DELETE of a status', run: (s) => s.delete(`${s.widgets}/a/status`) },

  { name: 'nobody: no token', run: async (s) => {
    await s.get('/apis', { as: 'nobody' });
    const version = await s.quietly('GET', '/version', { as: 'nobody' });
    s.transcript.push(version.status, Object.keys(version.body as object).sort());
    await s.get(s.widgets, { as: 'nobody' });
  } },
  { name: 'a stranger: a token that nobody has', run: async (s) => {
    await s.get('/version', { as: 'stranger' });
    await s.get(s.widgets, { as: 'stranger' });
    await s.post(s.widgets, widget('a'), { as: 'stranger' });
  } },
  { name: 'forbidden: reading', run: async (s) => {
    await s.get(s.widgets, { as: 'team' });
    await s.get(`${s.widgets}/a`, { as: 'team' });
    await s.get(`${s.widgets}?watch=true&timeoutSeconds=3`, { as: 'team' });
    await s.get(`/apis/${group}/v1/widgets`, { as: 'team' });
    await s.get(`/apis/${group}/v1/racks/a`, { as: 'team' });
    await s.get('/api/v1/namespaces', { as: 'team' });
    await s.get(`/api/v1/namespaces/${s.namespace}`, { as: 'team' });
    await s.get(`/api/v1/namespaces/${s.namespace}/pods/a/log`, { as: 'team' });
  } },
  { name: 'forbidden: writing', run: async (s) => {
    await s.post(s.widgets, widget('a'), { as: 'team' });
    await s.put(`${s.widgets}/a`, widget('a'), { as: 'team' });
    await s.patch(`${s.widgets}/a/status`, 'application/merge-patch+json', {}, { as: 'team' });
    await s.delete(`${s.widgets}/a`, undefined, { as: 'team' });
    await s.delete(s.widgets, undefined, { as: 'team' });
    await s.post('/api/v1/namespaces', { metadata: { name: 'more' } }, { as: 'team' });
  } },
  { name: 'forbidden: what is no resource', run: (s) => s.get('/metrics', { as: 'team' }) },
  { name: 'allowed: the namespace of one', run: async (s) => {
    const own = `/apis/${group}/v1/namespaces/team/widgets`;
    await s.get(`${own}/none`, { as: 'team' });
    await s.post(`${own}?dryRun=All`, widget('a'), { as: 'team' });
    s.transcript.push((await s.quietly('GET', '/api/v1/namespaces/team', { as: 'team' })).status);
  } },

  { name: 'a body that is no JSON', run: (s) => s.post(s.widgets, '{"apiVersion":') },
  { name: 'a body that is no object', run: (s) => s.post(s.widgets, '[1]') },
  { name: 'an empty body', run: (s) => s.post(s.widgets, '') },
  { name: 'a core body that is no JSON', run: (s) => s.post(s.configMaps, '{"apiVersion":') },
  { name: 'an empty core body', run: (s) => s.post(s.configMaps, '') },
  { name: 'a body without apiVersion', run: (s) => s.post(s.widgets, { kind: 'Widget', metadata: { name: 'a' }, spec: { size: 1 } }) },
  { name: 'a body without kind', run: (s) => s.post(s.widgets, { apiVersion: `${group}/v1`, metadata: { name: 'a' }, spec: { size: 1 } }) },
  { name: 'a core body without apiVersion and kind', run: (s) => s.post(s.configMaps, { metadata: { name: 'a' } }) },
  { name: 'a body of another kind', run: (s) => s.post(s.widgets, { ...widget('a'), kind: 'Rack' }) },
  { name: 'a core body of another kind', run: async (s) => {
    await s.post(s.configMaps, { ...configMap('a'), kind: 'Secret' });
    await s.post(s.configMaps, { ...configMap('a', {}), kind: 'Secret' });
    await s.post(s.configMaps, { ...configMap('a', {}), kind: 'Nothing' });
  } },
  { name: 'a core body with what ought to be base64', run: async (s) => {
    for (const key of ['dmFsdWU=', 'value', 'va lue', 'dmFsdWU', 'dmFs=', '=', 'dmFsdWU=dmFs'])
      await s.post(`/api/v1/namespaces/${s.namespace}/secrets?dryRun=All`, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { key } });
  } },
  { name: 'a body of another version', run: (s) => s.post(s.widgets, { ...widget('a'), apiVersion: `${group}/v1beta1` }) },
  { name: 'a body of another group', run: (s) => s.post(s.widgets, { ...widget('a'), apiVersion: 'example.com/v1' }) },
  { name: 'a body of a form nobody knows', run: (s) => s.post(s.widgets, 'size=1', { type: 'application/x-www-form-urlencoded' }) },
  { name: 'a body in YAML', run: (s) => s.post(s.widgets, `apiVersion: ${group}/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  size: 4\n`, { type: 'application/yaml' }) },
  { name: 'a body in YAML that is none', run: async (s) => {
    for (const body of ['a: [', 'a: 1\nb: c: d\n', '{"a": [', '- a\n']) await s.post(s.widgets, body, { type: 'application/yaml' });
  } },
  { name: 'a wrong type in a core body', run: (s) => s.post(s.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { key: 7 } }) },
  { name: 'a wrong type in metadata', run: (s) => s.post(s.widgets, { ...widget('a'), metadata: { name: 'a', labels: { size: 7 } } }) },
  { name: 'a body that is larger than is read', run: (s) => s.post(s.widgets, widget('a', { lines: ['x'.repeat(4 * mebibyte)] })) },
  { name: 'an object that is larger than can be stored', run: (s) => s.post(s.configMaps, configMap('a', { key: 'x'.repeat(mebibyte + 1) })) },
  { name: 'a form of answer nobody knows', run: (s) => s.get(s.widgets, { headers: { accept: 'text/html' } }) },
  { name: 'an answer in YAML', run: async (s) => {
    // Where its lines are broken and what is quoted is each writer's own.
    const told = async (method: string, path: string, options: Options = {}) => {
      const { status, headers, body } = await s.quietly(method, path, { ...options, headers: { accept: 'application/yaml' } });
      s.note({ status, type: headers['content-type'], body: parse(body as string) as unknown });
    };
    await told('GET', `${s.widgets}/none`);
    await told('GET', s.widgets, { as: 'team' });
    await told('POST', `${s.widgets}?dryRun=All`, { body: widget('a', { title: 'first', tags: ['x'], parts: [{ name: 'wheel', note: 'yes' }] }, { labels: { b: '1', a: 'null' } }) });
  } },
];
