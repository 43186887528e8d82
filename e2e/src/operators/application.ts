import type { Kubernetes } from '../conformance/scene';

export interface Status {
  applicationState?: { state?: string; errorMessage?: string };
  driverInfo?: Record<string, unknown>;
  executionAttempts?: number;
  executorState?: Record<string, string>;
  [field: string]: unknown;
}

export interface Application extends Kubernetes {
  metadata: Kubernetes['metadata'] & { namespace: string; generation: number };
  spec: { suspend?: boolean };
  status?: Status;
}

export function stateOf(application: Application): string {
  return application.status?.applicationState?.state ?? '';
}

/** How the driver of one run ends. "stays": not by itself. */
export type Outcome = 'succeed' | 'fail' | 'oom' | 'lost-driver' | 'submission-fail' | 'flaky' | 'hang';

/** The same manifest everywhere: the sandbox reads its annotations, the stand-in for spark-submit its configuration. */
export function application(name: string, outcome: Outcome, seconds: number, more: object): object {
  return {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: { name, annotations: { 'sandbox.nexa.dev/outcome': outcome, 'sandbox.nexa.dev/duration': `${seconds}s` } },
    spec: {
      type: 'Scala',
      mode: 'cluster',
      image: 'docker.io/apache/spark:4.0.4',
      mainClass: 'org.apache.spark.examples.SparkPi',
      mainApplicationFile: 'local:///opt/spark/examples/jars/spark-examples.jar',
      sparkVersion: '4.0.4',
      sparkConf: { 'spark.nexa.submit': outcome === 'submission-fail' ? 'fail' : 'go' },
      restartPolicy: { type: 'Never' },
      driver: { cores: 1, memory: '512m' },
      executor: { instances: 1, cores: 1, memory: '512m' },
      ...more,
    },
  };
}

/** Without what is different by nature: times, ids and addresses; and without executors, which a driver makes by itself. */
export function comparable(application: Application): object {
  const { executorState: _, ...status } = application.status ?? {};
  const blurred = new Set(['submissionID', 'sparkApplicationId', 'lastSubmissionAttemptTime', 'terminationTime']);
  const shown = Object.fromEntries(Object.entries(status).map(([key, value]) => [key, blurred.has(key) && value !== null ? '<set>' : value]));
  if (status.driverInfo?.webUIAddress !== undefined) shown.driverInfo = { ...status.driverInfo, webUIAddress: '<set>' };
  return { generation: application.metadata.generation, suspend: application.spec.suspend ?? false, status: shown };
}
