import { group, type Behaviour } from '../scene';

interface Named {
  name: string;
}

/** What there is. Only what both servers serve is compared: the sandbox has no need of all of Kubernetes' own kinds. */
export const discovery: Behaviour[] = [
  { name: 'a group of custom resources', run: (s) => s.get(`/apis/${group}`) },
  // The real server tells them in no order.
  { name: 'its resources', run: async (s) => {
    const { status, headers, body } = await s.quietly('GET', `/apis/${group}/v1`);
    const { resources, ...rest } = body as { resources: Named[] };
    s.transcript.push(status, headers['content-type'], rest, resources.toSorted((a, b) => a.name.localeCompare(b.name)));
  } },
  { name: 'its resources in the older version', run: (s) => s.get(`/apis/${group}/v1beta1`) },
  { name: 'a group that is not there', run: (s) => s.get('/apis/nowhere.example.com') },
  { name: 'a version that is not there', run: (s) => s.get(`/apis/${group}/v9`) },
  { name: 'the core versions', run: (s) => s.get('/api') },
  { name: 'core resources', run: async (s) => {
    const { body } = await s.quietly('GET', '/api/v1');
    const { resources, ...rest } = body as { resources: Named[] };
    s.transcript.push(rest, resources.filter(({ name }) => ['configmaps', 'namespaces', 'pods', 'pods/log', 'secrets', 'services'].includes(name)));
  } },
  { name: 'all groups', run: async (s) => {
    const { status, headers, body } = await s.quietly('GET', '/apis');
    const { groups, ...rest } = body as { groups: Named[] };
    s.transcript.push(status, headers['content-type'], rest, groups.find(({ name }) => name === group), groups.find(({ name }) => name === 'apps'));
  } },
  { name: 'all at once (aggregated)', run: async (s) => {
    const { status, headers, body } = await s.quietly('GET', '/apis', { headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' } });
    const { items, ...rest } = body as { items: { metadata: Named }[] };
    s.transcript.push(status, headers['content-type'], rest, items.find(({ metadata }) => metadata.name === group));
  } },
  { name: 'health', run: async (s) => {
    for (const path of ['/healthz', '/livez', '/readyz']) await s.get(path);
  } },
];
