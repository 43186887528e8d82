import type { Template } from './index';

interface Job {
  id: string;
  title: string;
  type: 'Python' | 'Scala';
  body: string;
}

const jobs: Job[] = [
  { id: 'python', title: 'Python', type: 'Python', body: 'pythonVersion: "3"\nmainApplicationFile: local:///opt/spark/examples/src/main/python/pi.py\n' },
  { id: 'scala', title: 'Scala or Java', type: 'Scala', body: 'mainClass: org.apache.spark.examples.SparkPi\nmainApplicationFile: local:///opt/spark/examples/jars/spark-examples.jar\n' },
];

/** The spec of an application: what a schedule repeats as its template. */
function spec({ type, body }: Job): string {
  return `type: ${type}
mode: cluster
image: docker.io/library/spark:4.0.1
sparkVersion: 4.0.1
${body}arguments:
  - "1000"
restartPolicy:
  type: OnFailure
  onFailureRetries: 2
  onFailureRetryInterval: 30
driver:
  cores: 1
  memory: 1g
  serviceAccount: spark-operator-spark
executor:
  instances: 2
  cores: 1
  memory: 1g
`;
}

function indent(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}

export const sparkTemplates: Record<string, Template[]> = {
  SparkApplication: jobs.map((job) => ({
    id: job.id,
    title: job.title,
    text: ({ apiVersion, namespace }) => `apiVersion: ${apiVersion}
kind: SparkApplication
metadata:
  name: my-application
  namespace: ${namespace}
spec:
${indent(spec(job), 2)}`,
  })),
  ScheduledSparkApplication: jobs.map((job) => ({
    id: job.id,
    title: job.title,
    text: ({ apiVersion, namespace }) => `apiVersion: ${apiVersion}
kind: ScheduledSparkApplication
metadata:
  name: my-schedule
  namespace: ${namespace}
spec:
  schedule: "0 3 * * *"
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  successfulRunHistoryLimit: 3
  failedRunHistoryLimit: 3
  template:
${indent(spec(job), 4)}`,
  })),
};
