import type { Behaviour, Kubernetes, Scene } from '../scene';
import { group, mergePatch } from '../scene';
import { configMap, widget } from '../types';

const now = async (s: Scene) => (await s.current(s.widgets)).metadata.resourceVersion;
const grow = (s: Scene, name: string, size: number) => s.quietly('PATCH', `${s.widgets}/${name}`, { type: mergePatch, body: { spec: { size } } });
const remove = (s: Scene, name: string) => s.quietly('DELETE', `${s.widgets}/${name}`);

const initial = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=10';

export const watching: Behaviour[] = [
  { name: 'from a version on: added, modified, deleted', run: async (s) => {
    const from = await now(s);
    await s.watch(`${s.widgets}?watch=true&resourceVersion=${from}`, { count: 3, during: async () => {
      await s.given(s.widgets, widget('a'));
      await grow(s, 'a', 2);
      await remove(s, 'a');
    } });
  } },
  { name: 'resumed at an event, without a gap', run: async (s) => {
    const from = await now(s);
    const [, second] = await s.given(s.widgets, widget('a'), widget('b'), widget('c'));
    await s.watch(`${s.widgets}?watch=true&resourceVersion=${from}`, { count: 3 });
    await s.watch(`${s.widgets}?watch=true&resourceVersion=${second?.metadata.resourceVersion}`, { count: 1 });
  } },
  { name: 'without a version: what there is, then what comes', run: async (s) => {
    await s.given(s.widgets, widget('a'), widget('b'));
    await s.watch(`${s.widgets}?watch=true`, { count: 3, during: () => s.given(s.widgets, widget('c')) });
  } },
  { name: 'from version 0: what there is, then what comes', run: async (s) => {
    await s.given(s.widgets, widget('a'), widget('b'));
    await s.watch(`${s.widgets}?watch=true&resourceVersion=0`, { count: 3, during: () => s.given(s.widgets, widget('c')) });
  } },
  { name: 'core objects', run: async (s) => {
    const { metadata } = await s.current(s.configMaps);
    await s.watch(`${s.configMaps}?watch=true&resourceVersion=${metadata.resourceVersion}`, { count: 2, during: async () => {
      await s.given(s.configMaps, configMap('a'));
      await s.quietly('DELETE', `${s.configMaps}/a`);
    } });
  } },
  { name: 'one name', run: async (s) => {
    const from = await now(s);
    await s.watch(`${s.widgets}?watch=true&fieldSelector=metadata.name%3Db&resourceVersion=${from}`, { count: 2, during: async () => {
      await s.given(s.widgets, widget('a'), widget('b'));
      await grow(s, 'a', 2);
      await grow(s, 'b', 2);
    } });
  } },
  { name: 'a label selector that starts and ceases to match', run: async (s) => {
    const label = (value: string) => s.quietly('PATCH', `${s.widgets}/a`, { type: mergePatch, body: { metadata: { labels: { seen: value } } } });
    await s.given(s.widgets, widget('a'));
    const from = await now(s);
    await s.watch(`${s.widgets}?watch=true&labelSelector=seen%3Dyes&resourceVersion=${from}`, { count: 4, during: async () => {
      await label('yes');
      await grow(s, 'a', 2);
      await label('no');
      await grow(s, 'a', 3);
      await label('yes');
    } });
  } },
  { name: 'a deletion that waits for a finalizer', run: async (s) => {
    await s.given(s.widgets, widget('a', {}, { finalizers: ['conformance.nexa.dev/hold'] }));
    const from = await now(s);
    await s.watch(`${s.widgets}?watch=true&resourceVersion=${from}`, { count: 2, during: async () => {
      await remove(s, 'a');
      await s.quietly('PATCH', `${s.widgets}/a`, { type: mergePatch, body: { metadata: { finalizers: null } } });
    } });
  } },
  { name: 'a write that changes nothing is no event', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    const from = await now(s);
    await s.watch(`${s.widgets}?watch=true&resourceVersion=${from}`, { count: 1, during: async () => {
      await grow(s, 'a', 1);
      await grow(s, 'a', 2);
    } });
  } },
  { name: 'a time-out ends the stream', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.watch(`${s.widgets}?watch=true&timeoutSeconds=1`);
  } },
  // Where there is watch-list, the bookmark tells too that all there was has been told.
  { name: 'bookmarks before the time-out', watchList: true, run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.watch(`${s.widgets}?watch=true&allowWatchBookmarks=true&timeoutSeconds=4`);
  } },
  { name: 'bookmarks before the time-out, from a version on', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.watch(`${s.widgets}?watch=true&allowWatchBookmarks=true&timeoutSeconds=4&resourceVersion=${await now(s)}`);
  } },
  { name: 'watch-list: what there is, its end marker, what comes', watchList: true, run: async (s) => {
    await s.given(s.widgets, widget('a'), widget('b'));
    await s.watch(`${s.widgets}?${initial}`, { count: 4, during: () => s.eventually(s.widgets, () => true) .then(() => s.given(s.widgets, widget('c'))) });
  } },
  { name: 'watch-list of nothing', watchList: true, run: (s) => s.watch(`${s.widgets}?${initial}`, { count: 1 }) },
  { name: 'watch-list of core objects', watchList: true, run: async (s) => {
    await s.given(s.configMaps, configMap('a'));
    await s.watch(`${s.configMaps}?${initial}`, { count: 2 });
  } },
  { name: 'watch-list at least as new as', watchList: true, run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.watch(`${s.widgets}?${initial}&resourceVersion=${await now(s)}`, { count: 2 });
  } },
  { name: 'watch-list of metadata alone', watchList: true, run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.watch(`${s.widgets}?${initial}`, { count: 2, accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' });
  } },
  { name: 'watch options that do not go together', watchList: true, run: async (s) => {
    await s.get(`${s.widgets}?watch=true&timeoutSeconds=3&sendInitialEvents=true`);
    await s.get(`${s.widgets}?watch=true&timeoutSeconds=3&sendInitialEvents=true&allowWatchBookmarks=true`);
    await s.get(`${s.widgets}?watch=true&timeoutSeconds=3&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`);
    await s.get(`${s.widgets}?watch=true&timeoutSeconds=3&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=Exact`);
    await s.get(`${s.widgets}?watch=true&timeoutSeconds=3&resourceVersionMatch=NotOlderThan&resourceVersion=1`);
    await s.get(`${s.widgets}?watch=true&timeoutSeconds=3&resourceVersion=abc`);
  } },
  { name: 'from a version that is yet to come', run: (s) => s.watch(`${s.widgets}?watch=true&resourceVersion=999999999&timeoutSeconds=8`) },
  { name: 'from a version that is forgotten: 410 in the stream', run: async (s) => {
    await s.world.forget();
    await s.watch(`${s.widgets}?watch=true&resourceVersion=1&timeoutSeconds=5`);
  } },
  { name: 'a continue token that is forgotten: 410 as status, and how to go on', run: async (s) => {
    await s.given(s.widgets, widget('a'), widget('b'), widget('c'));
    const first = (await s.get(`${s.widgets}?limit=1`)).body as Kubernetes;
    await remove(s, 'c');
    await s.world.forget();
    const refused = (await s.get(`${s.widgets}?limit=1&continue=${encodeURIComponent(first.metadata.continue ?? '')}`)).body as Kubernetes;
    await s.get(`${s.widgets}?limit=5&continue=${encodeURIComponent(refused.metadata.continue ?? '')}`);
  } },
  { name: 'exactly as of a version that is forgotten: 410 as status', run: async (s) => {
    const [made] = await s.given(s.widgets, widget('a'));
    await grow(s, 'a', 2);
    await s.world.forget();
    await s.get(`${s.widgets}?resourceVersion=${made?.metadata.resourceVersion}&resourceVersionMatch=Exact`);
  } },
  { name: 'a deprecated version', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.watch(`/apis/${group}/v1beta1/namespaces/${s.namespace}/widgets?watch=true&timeoutSeconds=5`, { count: 1 });
  } },
];
