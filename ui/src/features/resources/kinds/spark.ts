import { desired, observed, type Fact } from './fact';

export const sparkApplicationFacts: Fact[] = [
  observed('State', '/status/applicationState/state'),
  observed('Error', '/status/applicationState/errorMessage'),
  observed('Submitted', '/status/lastSubmissionAttemptTime'),
  observed('Ended', '/status/terminationTime'),
  desired('Type', '/spec/type'),
  desired('Spark version', '/spec/sparkVersion'),
  desired('Image', '/spec/image'),
  desired('Main class', '/spec/mainClass'),
  desired('Application file', '/spec/mainApplicationFile'),
  observed('Application id', '/status/sparkApplicationId', { copy: true }),
  observed('Driver pod', '/status/driverInfo/podName', { copy: true }),
  desired('Executors asked for', '/spec/executor/instances'),
  {
    title: 'Executors',
    value: ({ observed: live }) => {
      const status = live?.status as { executorState?: Record<string, string> } | undefined;
      const tally = new Map<string, number>();
      for (const state of Object.values(status?.executorState ?? {})) tally.set(state, (tally.get(state) ?? 0) + 1);
      return tally.size === 0 ? undefined : [...tally].map(([state, n]) => `${n} ${state.toLowerCase()}`).join(', ');
    },
  },
  observed('Attempts of the run', '/status/executionAttempts'),
  observed('Attempts to submit', '/status/submissionAttempts'),
  desired('Restart policy', '/spec/restartPolicy/type'),
  desired('Service account', '/spec/driver/serviceAccount'),
];

export const scheduleFacts: Fact[] = [
  desired('Schedule', '/spec/schedule'),
  desired('Time zone', '/spec/timeZone'),
  desired('Suspended', '/spec/suspend'),
  desired('Overlap', '/spec/concurrencyPolicy'),
  observed('State', '/status/scheduleState'),
  observed('Last run', '/status/lastRun'),
  observed('Last run name', '/status/lastRunName'),
  observed('Next run', '/status/nextRun'),
  observed('Past successful runs', '/status/pastSuccessfulRunNames'),
  observed('Past failed runs', '/status/pastFailedRunNames'),
  desired('Spark version', '/spec/template/sparkVersion'),
  desired('Image', '/spec/template/image'),
];
