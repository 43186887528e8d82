import { application, type Outcome } from './application';

/** What is done to the application when it comes into that state for the nth time: a merge patch, or its deletion. */
interface Act {
  at: string;
  nth?: number;
  change: object | 'delete';
}

export interface Scenario {
  name: string;
  outcome: Outcome;
  /** Of the driver, in the sandbox; long where somebody interferes while it runs. */
  seconds?: number;
  spec?: object;
  acts?: Act[];
  /** It is over in this state, for the nth time; "gone": when the application is deleted. */
  until: string;
  nth?: number;
}

const often = { type: 'OnFailure', onFailureRetries: 1, onFailureRetryInterval: 1 };
const changed = { spec: { executor: { instances: 2 } } };

export const scenarios: Scenario[] = [
  { name: 'completes', outcome: 'succeed', until: 'COMPLETED' },
  { name: 'fails', outcome: 'fail', until: 'FAILED' },
  { name: 'runs out of memory', outcome: 'oom', until: 'FAILED' },
  { name: 'loses its driver', outcome: 'lost-driver', until: 'FAILED' },
  { name: 'fails, tries again and gives up', outcome: 'fail', spec: { restartPolicy: often }, until: 'FAILED' },
  { name: 'fails, tries again and completes', outcome: 'flaky', spec: { restartPolicy: often }, until: 'COMPLETED' },
  { name: 'loses its driver and tries again', outcome: 'lost-driver', spec: { restartPolicy: often }, until: 'FAILED' },
  { name: 'never tries again without a number of retries', outcome: 'fail', spec: { restartPolicy: { type: 'OnFailure', onFailureRetryInterval: 1 } }, until: 'FAILED' },
  { name: 'cannot be submitted', outcome: 'submission-fail', until: 'FAILED' },
  { name: 'cannot be submitted, tries again and gives up', outcome: 'submission-fail', spec: { restartPolicy: { type: 'OnFailure', onSubmissionFailureRetries: 2, onSubmissionFailureRetryInterval: 1 } }, until: 'FAILED' },
  { name: 'always runs again', outcome: 'succeed', spec: { restartPolicy: { type: 'Always' } }, until: 'RUNNING', nth: 2 },
  { name: 'is changed while it runs', outcome: 'hang', acts: [{ at: 'RUNNING', change: changed }], until: 'RUNNING', nth: 2 },
  { name: 'is changed when it has completed', outcome: 'succeed', acts: [{ at: 'COMPLETED', change: changed }], until: 'COMPLETED', nth: 2 },
  { name: 'is suspended and resumed', outcome: 'hang', acts: [{ at: 'RUNNING', change: { spec: { suspend: true } } }, { at: 'SUSPENDED', change: { spec: { suspend: false } } }], until: 'RUNNING', nth: 2 },
  { name: 'begins suspended', outcome: 'succeed', spec: { suspend: true }, acts: [{ at: 'SUSPENDED', change: { spec: { suspend: false } } }], until: 'COMPLETED' },
  { name: 'is deleted while it runs', outcome: 'hang', acts: [{ at: 'RUNNING', change: 'delete' }], until: 'gone' },
  { name: 'is deleted when its time to live is over', outcome: 'succeed', spec: { timeToLiveSeconds: 1 }, until: 'gone' },
];

export function manifestOf({ outcome, seconds = 3, spec = {} }: Scenario): object {
  return application('app', outcome, seconds, spec);
}
