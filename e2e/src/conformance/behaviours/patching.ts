import type { Behaviour } from '../scene';
import { jsonPatch, mergePatch, strategicPatch } from '../scene';
import { configMap, widget } from '../types';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'a' } },
    template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'one', image: 'one:1' }, { name: 'two', image: 'two:1', env: [{ name: 'A', value: '1' }] }] } },
  },
};

export const patching: Behaviour[] = [
  { name: 'merge: set, change, remove', run: async (s) => {
    await s.given(s.widgets, widget('a', { title: 'first', settings: { a: '1', b: '2' }, tags: ['x', 'y'] }));
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { labels: { a: 'b' } }, spec: { size: 2, title: null, settings: { a: null, c: '3' }, tags: ['z'] } });
  } },
  { name: 'merge: that changes nothing', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, mergePatch, { spec: { size: 1 } });
    await s.patch(`${s.widgets}/a`, mergePatch, {});
  } },
  { name: 'merge: of what is not there', run: (s) => s.patch(`${s.widgets}/a`, mergePatch, { spec: { size: 2 } }) },
  { name: 'merge: from a version that has passed', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { resourceVersion: made?.metadata.resourceVersion }, spec: { size: 2 } });
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { resourceVersion: made?.metadata.resourceVersion }, spec: { size: 3 } });
  } },
  { name: 'merge: to what the schema refuses', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, mergePatch, { spec: { size: 1000 } });
    await s.patch(`${s.widgets}/a`, mergePatch, { spec: { size: null } });
  } },
  { name: 'merge: names and uids stay', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { name: 'b' } });
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { uid: 'other' } });
    await s.patch(`${s.widgets}/a`, mergePatch, { metadata: { namespace: 'other' } });
  } },
  { name: 'merge: a body that is none', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, mergePatch, '{"spec":');
    await s.patch(`${s.widgets}/a`, mergePatch, '[1]');
    await s.patch(`${s.widgets}/a`, mergePatch, '7');
  } },
  { name: 'merge: dry run', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a?dryRun=All`, mergePatch, { spec: { size: 2 } });
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'merge: with force, which is for apply', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a?force=true`, mergePatch, { spec: { size: 2 } });
  } },
  { name: 'merge: a core object', run: async (s) => {
    await s.given(s.configMaps, configMap('a', { a: '1', b: '2' }));
    await s.patch(`${s.configMaps}/a`, mergePatch, { data: { a: null, c: '3' } });
  } },

  { name: 'JSON: each operation', run: async (s) => {
    await s.given(s.widgets, widget('a', { settings: { a: '1', b: '2' }, lines: ['x', 'y'] }));
    await s.patch(`${s.widgets}/a`, jsonPatch, [
      { op: 'test', path: '/spec/size', value: 1 },
      { op: 'replace', path: '/spec/size', value: 2 },
      { op: 'add', path: '/spec/lines/1', value: 'between' },
      { op: 'add', path: '/spec/lines/-', value: 'last' },
      { op: 'remove', path: '/spec/settings/a' },
      { op: 'copy', from: '/spec/settings/b', path: '/spec/settings/c' },
      { op: 'move', from: '/spec/settings/b', path: '/spec/settings/d~1e' },
    ]);
  } },
  { name: 'JSON: a test that fails', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, jsonPatch, [{ op: 'test', path: '/spec/size', value: 7 }]);
  } },
  { name: 'JSON: paths that are not there', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, jsonPatch, [{ op: 'remove', path: '/spec/title' }]);
    await s.patch(`${s.widgets}/a`, jsonPatch, [{ op: 'replace', path: '/spec/title', value: 'x' }]);
    await s.patch(`${s.widgets}/a`, jsonPatch, [{ op: 'add', path: '/spec/lines/3', value: 'x' }]);
  } },
  { name: 'JSON: a body that is none', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, jsonPatch, '[{');
    await s.patch(`${s.widgets}/a`, jsonPatch, {});
    await s.patch(`${s.widgets}/a`, jsonPatch, [{ op: 'grow', path: '/spec/size' }]);
  } },
  { name: 'JSON: of what is not there', run: (s) => s.patch(`${s.widgets}/a`, jsonPatch, []) },

  { name: 'strategic: not for custom resources', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, strategicPatch, { spec: { size: 2 } });
  } },
  { name: 'strategic: lists by their key', run: async (s) => {
    const deployments = `/apis/apps/v1/namespaces/${s.namespace}/deployments`;
    await s.given(deployments, deployment);
    const containers = async (patch: object[]) => {
      const { status, body } = await s.quietly('PATCH', `${deployments}/a`, { type: strategicPatch, body: { spec: { template: { spec: { containers: patch } } } } });
      const { spec } = body as typeof deployment;
      s.transcript.push({ status, containers: spec.template.spec.containers.map(({ name, image, env }) => ({ name, image, env })) });
    };
    await containers([{ name: 'two', image: 'two:2', env: [{ name: 'B', value: '2' }] }]);
    await containers([{ name: 'three', image: 'three:1' }]);
    await containers([{ name: 'one', $patch: 'delete' }]);
    await containers([{ $patch: 'replace' }, { name: 'four', image: 'four:1' }]);
  } },
  { name: 'a patch of a form nobody knows', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.patch(`${s.widgets}/a`, 'application/json', { spec: { size: 2 } });
  } },
  { name: 'a core patch of a form nobody knows', run: (s) => s.patch(`${s.configMaps}/a`, 'text/plain', 'x') },
];
