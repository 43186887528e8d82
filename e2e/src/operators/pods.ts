import type { Client } from '../conformance/client';
import { stateOf, type Application, type Outcome } from './application';

/** The part of a cluster that runs pods, for an API server that has none: what the driver does next follows from the application's state. */
export class Pods {
  private readonly done = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly outcome: Outcome,
  ) {}

  async follow(application: Application): Promise<void> {
    const { driverInfo, executionAttempts = 0, submissionID } = application.status ?? {};
    const state = stateOf(application);
    const once = `${String(submissionID)} ${state}`;
    // The second report of a submission says where its web page is; the first only that spark-submit has come back.
    const due = state === 'SUBMITTED' ? driverInfo?.webUIAddress !== undefined : state === 'RUNNING' && application.spec.suspend !== true;
    if (!due || this.done.has(once)) return;
    this.done.add(once);
    const pod = `/api/v1/namespaces/${application.metadata.namespace}/pods/${String(driverInfo?.podName)}`;
    if (state === 'SUBMITTED') await this.report(pod, 'Running', { running: { startedAt: now() } });
    else await this.end(pod, this.outcome === 'flaky' ? (executionAttempts > 1 ? 'succeed' : 'fail') : this.outcome);
  }

  private async end(pod: string, outcome: Outcome): Promise<void> {
    if (outcome === 'hang') return;
    if (outcome === 'lost-driver') return this.send('DELETE', pod);
    const [phase, exitCode, reason] = outcome === 'succeed' ? ['Succeeded', 0, 'Completed'] : outcome === 'oom' ? ['Failed', 137, 'OOMKilled'] : ['Failed', 1, 'Error'];
    await this.report(pod, phase, { terminated: { exitCode, reason, startedAt: now(), finishedAt: now() } });
  }

  private report(pod: string, phase: string, state: object): Promise<void> {
    const container = { name: 'spark-kubernetes-driver', image: 'spark', imageID: '', ready: phase === 'Running', restartCount: 0, state };
    return this.send('PATCH', `${pod}/status`, { status: { phase, containerStatuses: [container] } });
  }

  private async send(method: string, path: string, body?: object): Promise<void> {
    const headers = { authorization: `Bearer ${this.client.token}`, 'content-type': 'application/merge-patch+json' };
    const { status, body: said } = await this.client.send({ method, path, headers, body: body && JSON.stringify(body) });
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(said)}`);
  }
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, '');
}
