import type { Behaviour, Kubernetes, Scene } from '../scene';
import { mergePatch } from '../scene';
import { configMap, widget } from '../types';

const hold = 'conformance.nexa.dev/hold';
const options = (more: object) => ({ apiVersion: 'v1', kind: 'DeleteOptions', ...more });
const gone = (s: Scene, path: string) => s.eventually(path, ({ status }) => status === 404);

function child(name: string, owner: Kubernetes | undefined, more: object = {}): Record<string, unknown> {
  return configMap(name, {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner?.metadata.name, uid: owner?.metadata.uid, ...more }] });
}

export const deleting: Behaviour[] = [
  { name: 'delete', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.delete(`${s.widgets}/a`);
    await s.get(`${s.widgets}/a`);
    await s.delete(`${s.widgets}/a`);
  } },
  { name: 'delete a core object', run: async (s) => {
    await s.given(s.configMaps, configMap('a'));
    await s.delete(`${s.configMaps}/a`);
  } },
  { name: 'dry run', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.delete(`${s.widgets}/a?dryRun=All`);
    await s.delete(`${s.widgets}/a`, options({ dryRun: ['All'] }));
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'preconditions', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.delete(`${s.widgets}/a`, options({ preconditions: { uid: '11111111-1111-4111-8111-111111111111' } }));
    await s.delete(`${s.widgets}/a`, options({ preconditions: { resourceVersion: '1' } }));
    await s.delete(`${s.widgets}/a`, options({ preconditions: { uid: made?.metadata.uid, resourceVersion: made?.metadata.resourceVersion } }));
  } },
  { name: 'a finalizer holds it', run: async (s) => {
    await s.given(s.widgets, widget('a', {}, { finalizers: [hold] }));
    await s.delete(`${s.widgets}/a`);
    await s.get(`${s.widgets}/a`);
    await s.delete(`${s.widgets}/a`);
    await s.patch(`${s.widgets}/a`, mergePatch, { spec: { size: 2 } });
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { finalizers: [hold, 'conformance.nexa.dev/more'] } });
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { finalizers: null } });
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'a name is free only when the object has gone', run: async (s) => {
    await s.given(s.widgets, widget('a', {}, { finalizers: [hold] }));
    await s.delete(`${s.widgets}/a`);
    await s.post(s.widgets, widget('a'));
  } },
  { name: 'propagation: foreground and orphan mark the object', run: async (s) => {
    await s.given(s.widgets, widget('a', {}, { finalizers: [hold] }), widget('b', {}, { finalizers: [hold] }), widget('c', {}, { finalizers: [hold] }));
    await s.delete(`${s.widgets}/a?propagationPolicy=Foreground`);
    await s.delete(`${s.widgets}/b`, options({ propagationPolicy: 'Orphan' }));
    await s.delete(`${s.widgets}/c`, options({ propagationPolicy: 'Background' }));
  } },
  { name: 'propagation: one that nobody knows', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.delete(`${s.widgets}/a?propagationPolicy=Sideways`);
    await s.delete(`${s.widgets}/a`, options({ propagationPolicy: 'Orphan', orphanDependents: true }));
  } },
  { name: 'options that are none', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.delete(`${s.widgets}/a`, '{"kind":');
    await s.delete(`${s.widgets}/a?gracePeriodSeconds=abc`);
    await s.delete(`${s.widgets}/a?dryRun=Some`);
    await s.delete(`${s.widgets}/a`, options({ gracePeriodSeconds: -5 }));
  } },
  { name: 'background: what it owns goes after it', controllers: true, run: async (s) => {
    const [owner] = await s.given(s.configMaps, configMap('owner'));
    await s.given(s.configMaps, child('child', owner));
    await s.delete(`${s.configMaps}/owner`);
    await gone(s, `${s.configMaps}/child`);
    await s.get(s.configMaps);
  } },
  { name: 'foreground: what it owns goes before it', controllers: true, run: async (s) => {
    const [owner] = await s.given(s.configMaps, configMap('owner'));
    await s.given(s.configMaps, child('child', owner, { blockOwnerDeletion: true }));
    await s.delete(`${s.configMaps}/owner?propagationPolicy=Foreground`);
    await gone(s, `${s.configMaps}/owner`);
    await s.get(s.configMaps);
  } },
  { name: 'orphan: what it owned stays, without the reference', controllers: true, run: async (s) => {
    const [owner] = await s.given(s.configMaps, configMap('owner'));
    await s.given(s.configMaps, child('child', owner));
    await s.delete(`${s.configMaps}/owner?propagationPolicy=Orphan`);
    await gone(s, `${s.configMaps}/owner`);
    const { metadata } = await s.current(`${s.configMaps}/child`);
    s.transcript.push(Object.keys(metadata).includes('ownerReferences'));
  } },
  { name: 'an owner that never was', controllers: true, run: async (s) => {
    await s.given(s.configMaps, child('child', { metadata: { name: 'none', uid: '11111111-1111-4111-8111-111111111111', resourceVersion: '1' } }));
    await gone(s, `${s.configMaps}/child`);
    await s.get(`${s.configMaps}/child`);
  } },
  { name: 'all of a selection', run: async (s) => {
    await s.given(s.widgets, widget('a', {}, { labels: { old: 'yes' } }), widget('b'), widget('c', {}, { labels: { old: 'yes' } }));
    await s.delete(`${s.widgets}?labelSelector=old%3Dyes`);
    await s.get(s.widgets);
    await s.delete(s.widgets);
    await s.get(s.widgets);
  } },
  { name: 'a namespace takes its objects with it', controllers: true, run: async (s) => {
    const name = `${s.namespace}-inner`;
    await s.given('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await s.given(`/api/v1/namespaces/${name}/configmaps`, configMap('a', {}, { finalizers: [hold] }));
    await s.delete(`/api/v1/namespaces/${name}`);
    await s.post(`/api/v1/namespaces/${name}/configmaps`, configMap('b'));
    await s.eventually(`/api/v1/namespaces/${name}/configmaps/a`, ({ body }) => 'deletionTimestamp' in (body as Kubernetes).metadata);
    await s.quietly('PATCH', `/api/v1/namespaces/${name}/configmaps/a`, { type: mergePatch, body: { metadata: { finalizers: null } } });
    await gone(s, `/api/v1/namespaces/${name}`);
  } },
];
