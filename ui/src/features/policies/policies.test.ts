import { describe, expect, it } from 'vitest';
import { amountProblem, draftOf, isValid, linesOf, openPolicy, policyOf } from './draft';
import { policyWords } from './words';

const strict = {
  kinds: ['KafkaTopic'],
  service_accounts: ['spark'],
  images: ['registry.example/*'],
  volumes: [],
  host_access: false,
  max_cpu: '4',
  max_memory: '16Gi',
  max_instances: 10,
  max_submissions: 5,
  max_running_cores: 200,
};

describe('a draft', () => {
  it.each([strict, openPolicy, { ...openPolicy, kinds: [] }, { ...openPolicy, max_instances: 0 }])('keeps a policy as it is: %o', (policy) => {
    expect(policyOf(draftOf(policy))).toEqual(policy);
  });
  it('takes what is absent or null for no limit', () => {
    expect(policyOf(draftOf({ kinds: null, max_cpu: null }))).toEqual(openPolicy);
  });
  it('keeps nothing of a list that no longer limits', () => {
    const draft = draftOf(strict);
    expect(policyOf({ ...draft, images: { ...draft.images, only: false } })).not.toHaveProperty('images');
  });
  it('reads each line once', () => expect(linesOf(' a \n\nb\na')).toEqual(['a', 'b']));
  it.each([
    ['max_cpu', '500m', true],
    ['max_cpu', '', true],
    ['max_cpu', 'four', false],
    ['max_memory', '16Gi', true],
    ['max_memory', '1.5G', true],
    ['max_memory', '16 GB', false],
    ['max_instances', '10', true],
    ['max_instances', '-1', false],
    ['max_instances', '1.5', false],
    ['max_submissions', '3', true],
    ['max_submissions', '0', false],
    ['max_running_cores', '200', true],
    ['max_running_cores', '0.5', false],
  ] as const)('%s %s: %s', (name, value, good) => {
    expect(amountProblem(name, value) === undefined).toBe(good);
    expect(isValid({ ...draftOf(openPolicy), [name]: value })).toBe(good);
  });
});

describe('a policy in words', () => {
  it('says each limit', () =>
    expect(policyWords(strict)).toEqual([
      'Only these kinds may be created or changed: Kafka topic.',
      'Pods may run only as these service accounts: spark.',
      'Images may come only from: registry.example/*.',
      'Volumes may only be of these types: none.',
      'Pods get no access to the node: no host network or namespaces, no privileged containers, no hostPath volumes.',
      'A pod or container may ask for 4 CPU and 16Gi of memory at most.',
      'A resource may have 10 executors or replicas at most.',
      '5 Spark applications may be on their way to the operator at once; others wait in the queue.',
      'Spark applications may use 200 cores together; others wait in the queue.',
    ]));
  it('says that it limits nothing', () => expect(policyWords({})[0]).toMatch(/limits nothing/));
  it('says that an empty list of kinds allows nothing', () => expect(policyWords({ kinds: [] })).toEqual(['Nothing may be created or changed here.']));
  it('does not take 0 for no limit', () => expect(policyWords({ max_instances: 0 })).toEqual(['A resource may have 0 executors or replicas at most.']));
});
