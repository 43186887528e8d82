import type { Behaviour } from '../scene';
import { group, mergePatch } from '../scene';
import { configMap, rack, widget } from '../types';

export const writing: Behaviour[] = [
  { name: 'create', run: (s) => s.post(s.widgets, widget('a', { title: 'first', parts: [{ name: 'wheel' }] }, { labels: { a: 'b' }, annotations: { note: 'one' } })) },
  { name: 'create a core object', run: (s) => s.post(s.configMaps, configMap('a')) },
  { name: 'create, cluster-wide', run: async (s) => {
    await s.post(`/apis/${group}/v1/racks`, rack(s.namespace, { any: { thing: [1, 2.5, true, null] } }));
    await s.delete(`/apis/${group}/v1/racks/${s.namespace}`);
  } },
  { name: 'create under a name that is taken', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.post(s.widgets, widget('a'));
    await s.given(s.configMaps, configMap('a'));
    await s.post(s.configMaps, configMap('a'));
  } },
  { name: 'create with a generated name', run: (s) => s.post(s.widgets, { ...widget(''), metadata: { generateName: 'generated-' } }) },
  { name: 'create without a name', run: (s) => s.post(s.widgets, { ...widget(''), metadata: {} }) },
  { name: 'names that are none', run: async (s) => {
    for (const name of ['A', 'a_b', '-a', 'a..b', 'a'.repeat(254), 'a/b']) await s.post(s.widgets, widget(name));
    for (const name of ['A_B', 'a.b']) await s.post('/api/v1/namespaces', { metadata: { name } });
  } },
  { name: 'labels and annotations that are none', run: async (s) => {
    await s.post(s.widgets, widget('a', {}, { labels: { 'a b': 'c' } }));
    await s.post(s.widgets, widget('a', {}, { labels: { a: 'b c' } }));
    await s.post(s.widgets, widget('a', {}, { labels: { a: 'x'.repeat(64) } }));
    await s.post(s.widgets, widget('a', {}, { annotations: { 'a b': 'c' } }));
    await s.post(s.widgets, widget('a', {}, { finalizers: ['a b'] }));
    await s.post(s.widgets, widget('a', {}, { annotations: { big: 'x'.repeat(300_000) } }));
  } },
  { name: 'owner references that are none', run: (s) => s.post(s.widgets, widget('a', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: '', uid: '' }] })) },
  { name: 'create in another namespace than the path says', run: (s) => s.post(s.widgets, widget('a', {}, { namespace: 'elsewhere' })) },
  { name: 'create in a namespace that is not there', run: (s) => s.post(`/apis/${group}/v1/namespaces/none/widgets`, widget('a')) },
  { name: 'create with what only the server may set', run: (s) => s.post(s.widgets, { ...widget('a', {}, { uid: 'mine', generation: 7, creationTimestamp: '2001-01-01T00:00:00Z', selfLink: '/mine' }), status: { phase: 'Mine' } }) },
  { name: 'create with a version', run: (s) => s.post(s.widgets, widget('a', {}, { resourceVersion: '7' })) },
  { name: 'create, dry run', run: async (s) => {
    await s.post(`${s.widgets}?dryRun=All`, widget('a'));
    await s.get(`${s.widgets}/a`);
    await s.post(`${s.widgets}?dryRun=Some`, widget('a'));
  } },
  { name: 'create with a field manager', run: async (s) => {
    await s.post(`${s.widgets}?fieldManager=tester`, widget('a'));
    await s.post(`${s.widgets}?fieldManager=${'x'.repeat(129)}`, widget('b'));
    await s.post(`${s.widgets}?fieldManager=a%07b`, widget('b'));
  } },

  { name: 'update', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a`, { ...made, spec: { size: 2, color: 'blue' } });
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'update from a version that has passed', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.quietly('PATCH', `${s.widgets}/a`, { type: mergePatch, body: { spec: { size: 2 } } });
    await s.put(`${s.widgets}/a`, { ...made, spec: { size: 3 } });
  } },
  { name: 'update without a version', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a`, widget('a', { size: 2 }));
    await s.given(s.configMaps, configMap('a'));
    await s.put(`${s.configMaps}/a`, configMap('a', { key: 'other' }));
  } },
  { name: 'update from a version that is none', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a`, widget('a', { size: 2 }, { resourceVersion: 'abc' }));
  } },
  { name: 'update that changes nothing', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a`, made);
  } },
  { name: 'update of what is not there', run: async (s) => {
    await s.put(`${s.widgets}/a`, widget('a', {}, { resourceVersion: '7' }));
    await s.put(`${s.widgets}/a`, widget('a'));
    await s.put(`${s.configMaps}/a`, configMap('a'));
  } },
  { name: 'update under another name', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a`, { ...made, metadata: { ...made?.metadata, name: 'b' } });
  } },
  { name: 'update of another uid', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a`, { ...made, metadata: { ...made?.metadata, uid: 'other' } });
  } },
  { name: 'update of metadata alone keeps the generation', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a`, { ...made, metadata: { ...made?.metadata, labels: { a: 'b' } } });
  } },
  { name: 'update, dry run', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a?dryRun=All`, { ...made, spec: { size: 2 } });
    await s.get(`${s.widgets}/a`);
  } },

  { name: 'status: updates of the object leave it, updates of it leave the object', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.put(`${s.widgets}/a/status`, { ...made, spec: { size: 50 }, status: { phase: 'Ready', observedGeneration: 1 } });
    const now = await s.current(`${s.widgets}/a`);
    await s.put(`${s.widgets}/a`, { ...now, spec: { size: 3 }, status: { phase: 'Lost' } });
    await s.get(`${s.widgets}/a/status`);
  } },
  { name: 'status: labels in an update of it', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a', {}, { labels: { a: 'b' } }));
    await s.put(`${s.widgets}/a/status`, { ...made, metadata: { ...made?.metadata, labels: { a: 'c' }, finalizers: ['conformance.nexa.dev/hold'] }, status: { phase: 'Ready' } });
  } },
  { name: 'status: a patch of it', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a/status`, mergePatch, { status: { phase: 'Ready', conditions: [{ type: 'Ready', status: 'True' }] } });
    await s.patch(`${s.widgets}/a/status`, mergePatch, { spec: { size: 9 } });
    await s.patch(`${s.widgets}/a/status`, mergePatch, { status: { conditions: [{ type: 'Ready' }] } });
  } },
  { name: 'status: of what is not there', run: async (s) => {
    await s.get(`${s.widgets}/a/status`);
    await s.patch(`${s.widgets}/a/status`, mergePatch, { status: {} });
  } },
  { name: 'scale', run: async (s) => {
    await s.given(s.widgets, widget('a', { size: 3 }));
    await s.get(`${s.widgets}/a/scale`);
    await s.patch(`${s.widgets}/a/scale`, mergePatch, { spec: { replicas: 5 } });
    await s.get(`${s.widgets}/a`);
    await s.patch(`${s.widgets}/a/scale`, mergePatch, { spec: { replicas: 500 } });
  } },
];
