import type { Behaviour, Scene } from '../scene';
import { group } from '../scene';

const access = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const ask = (s: Scene, as: 'admin' | 'team', spec: object) => s.post(access, { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec }, { as });

/** Whether it is allowed; the reason is each authoriser's own words. */
async function allowed(s: Scene, as: 'admin' | 'team', spec: object): Promise<void> {
  const { status, body } = await s.quietly('POST', access, { as, body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec } });
  const { status: answer, ...rest } = body as { status: { allowed: boolean; denied?: boolean } };
  s.transcript.push({ as, spec, status, allowed: answer.allowed, denied: answer.denied, rest: Object.keys(rest).sort() });
}

export const reviews: Behaviour[] = [
  { name: 'may I?', run: async (s) => {
    for (const as of ['admin', 'team'] as const) {
      await allowed(s, as, { resourceAttributes: { verb: 'list', group, resource: 'widgets' } });
      await allowed(s, as, { resourceAttributes: { verb: 'list', group, resource: 'widgets', namespace: 'team' } });
      await allowed(s, as, { resourceAttributes: { verb: 'patch', group, resource: 'widgets', namespace: 'team', name: 'a' } });
      await allowed(s, as, { resourceAttributes: { verb: 'patch', group, resource: 'widgets', subresource: 'status', namespace: 'team' } });
      await allowed(s, as, { resourceAttributes: { verb: 'get', resource: 'namespaces', name: s.namespace } });
      await allowed(s, as, { nonResourceAttributes: { verb: 'get', path: '/version' } });
      await allowed(s, as, { nonResourceAttributes: { verb: 'get', path: '/metrics' } });
    }
  } },
  { name: 'may I what?', run: async (s) => {
    await ask(s, 'team', {});
    await ask(s, 'team', { resourceAttributes: { verb: 'get', resource: 'pods' }, nonResourceAttributes: { verb: 'get', path: '/' } });
    await s.post(access, '{', { as: 'team' });
  } },
  { name: 'what may I in a namespace?', run: async (s) => {
    const { status, body } = await s.quietly('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { as: 'team', body: { spec: { namespace: 'team' } } });
    const { resourceRules } = (body as { status: { resourceRules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] } }).status;
    s.transcript.push(status, resourceRules.find(({ resources }) => resources.includes('*')));
    await s.post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { spec: {} }, { as: 'team' });
  } },
  { name: 'who am I?', run: async (s) => {
    const { status, body } = await s.quietly('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { as: 'team', body: {} });
    const { username } = (body as { status: { userInfo: { username: string } } }).status.userInfo;
    s.transcript.push(status, username);
  } },
];
