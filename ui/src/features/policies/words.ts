import type { NamespacePolicy } from '@/api/types';
import { kindWords } from '@/shared/lib/format';

function listed(list: readonly string[]): string {
  return list.length === 0 ? 'none' : list.join(', ');
}

/** What a policy does, a sentence for each thing that it limits. */
export function policyWords(policy: NamespacePolicy): string[] {
  const { kinds, service_accounts, images, volumes } = policy;
  const words: string[] = [];
  if (kinds) words.push(kinds.length === 0 ? 'Nothing may be created or changed here.' : `Only these kinds may be created or changed: ${listed(kinds.map(kindWords))}.`);
  if (service_accounts) words.push(`Pods may run only as these service accounts: ${listed(service_accounts)}.`);
  if (images) words.push(`Images may come only from: ${listed(images)}.`);
  if (volumes) words.push(`Volumes may only be of these types: ${listed(volumes)}.`);
  if (policy.host_access === false) words.push('Pods get no access to the node: no host network or namespaces, no privileged containers, no hostPath volumes.');
  const most = [
    policy.max_cpu && `${policy.max_cpu} CPU`,
    policy.max_memory && `${policy.max_memory} of memory`,
  ].filter(Boolean);
  if (most.length > 0) words.push(`A pod or container may ask for ${most.join(' and ')} at most.`);
  if (policy.max_instances != null) words.push(`A resource may have ${policy.max_instances} executors or replicas at most.`);
  if (policy.max_submissions != null) words.push(`${policy.max_submissions} Spark applications may be on their way to the operator at once; others wait in the queue.`);
  if (policy.max_running_cores != null) words.push(`Spark applications may use ${policy.max_running_cores} cores together; others wait in the queue.`);
  return words.length === 0 ? ['It limits nothing: everything that rights and rules allow may be run here.'] : words;
}
