import { application, type Manifest } from './manifests';
import type { Api } from './api';

export interface Submission {
  run: string;
  name: string;
  priority: number;
  cores: number;
  place: number | null;
  why: string;
}
export interface Queue {
  cluster: string;
  namespace: string;
  waiting: number;
  in_flight: number;
  max_in_flight: number | null;
  running_cores: number;
  max_running_cores: number | null;
  why: string;
  items: Submission[];
}

/** The queue of a namespace; nothing when nothing limits it and nothing is in it. */
export async function queueOf(api: Api, cluster: string, namespace: string): Promise<Queue | undefined> {
  return (await api.ask<{ items: Queue[] }>(`/queues?cluster=${cluster}&namespace=${namespace}&limit=500`)).items[0];
}

/** The names of those that wait, in their order. */
export async function waiting(api: Api, cluster: string, namespace: string): Promise<string[]> {
  const queue = await queueOf(api, cluster, namespace);
  return queue?.items.filter(({ place }) => place !== null).map(({ name }) => name) ?? [];
}

/** An application that runs until it is told not to, on two cores. */
export function endless(name: string, namespace: string, changes: Record<string, unknown> = {}, annotations: Record<string, string> = {}): Manifest {
  const manifest = application(name, namespace, changes);
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { 'sandbox.nexa.dev/duration': '1000000s', ...annotations } } };
}
