import type { ComponentType } from 'react';
import type { SVGIconProps } from '@patternfly/react-icons/dist/esm/createIcon';
import type { CheckState, ClusterState, Gravity, Health, PlanState, PlanStep, RunState, RunStep, Sync, Validity } from '@/api/types';
import {
  BanIcon,
  ClockIcon,
  ErrorIcon,
  InfoIcon,
  MinusIcon,
  OkIcon,
  PauseIcon,
  ProgressIcon,
  RestartIcon,
  UnknownIcon,
  UnlinkedIcon,
  WaitingIcon,
  WarningIcon,
} from './ui/icons';

export type Tone = 'success' | 'info' | 'warning' | 'danger' | 'neutral';

/** How a state looks: never colour alone. `rank` orders from what needs a person most (0) to what needs nobody. */
export interface Look {
  word: string;
  icon: ComponentType<SVGIconProps>;
  tone: Tone;
  rank: number;
}

export const healthLook: Record<Health, Look> = {
  Degraded: { word: 'Degraded', icon: ErrorIcon, tone: 'danger', rank: 0 },
  Missing: { word: 'Missing', icon: WarningIcon, tone: 'warning', rank: 1 },
  Unknown: { word: 'Unknown', icon: UnknownIcon, tone: 'neutral', rank: 2 },
  Progressing: { word: 'Progressing', icon: ProgressIcon, tone: 'info', rank: 3 },
  Suspended: { word: 'Suspended', icon: PauseIcon, tone: 'neutral', rank: 4 },
  Healthy: { word: 'Healthy', icon: OkIcon, tone: 'success', rank: 5 },
};

export const syncLook: Record<Sync, Look> = {
  OutOfSync: { word: 'Out of sync', icon: WarningIcon, tone: 'warning', rank: 0 },
  Unknown: { word: 'Unknown', icon: UnknownIcon, tone: 'neutral', rank: 1 },
  Unmanaged: { word: 'Unmanaged', icon: UnlinkedIcon, tone: 'neutral', rank: 2 },
  InSync: { word: 'In sync', icon: OkIcon, tone: 'success', rank: 3 },
};

export const runLook: Record<RunState, Look> = {
  failed: { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 0 },
  timed_out: { word: 'Timed out', icon: ErrorIcon, tone: 'danger', rank: 1 },
  awaiting_approval: { word: 'Awaiting approval', icon: PauseIcon, tone: 'warning', rank: 2 },
  waiting: { word: 'Waiting', icon: WaitingIcon, tone: 'info', rank: 3 },
  running: { word: 'Running', icon: ProgressIcon, tone: 'info', rank: 4 },
  queued: { word: 'Queued', icon: ClockIcon, tone: 'neutral', rank: 5 },
  cancelled: { word: 'Cancelled', icon: BanIcon, tone: 'neutral', rank: 6 },
  superseded: { word: 'Superseded', icon: MinusIcon, tone: 'neutral', rank: 7 },
  succeeded: { word: 'Succeeded', icon: OkIcon, tone: 'success', rank: 8 },
};

export const planLook: Record<PlanState, Look> = {
  failed: { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 0 },
  paused: { word: 'Paused', icon: PauseIcon, tone: 'warning', rank: 1 },
  running: { word: 'Running', icon: ProgressIcon, tone: 'info', rank: 2 },
  aborted: { word: 'Aborted', icon: BanIcon, tone: 'neutral', rank: 3 },
  succeeded: { word: 'Succeeded', icon: OkIcon, tone: 'success', rank: 4 },
};

export const planStepLook: Record<PlanStep['state'], Look> = {
  failed: { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 0 },
  running: { word: 'Under way', icon: ProgressIcon, tone: 'info', rank: 1 },
  pending: { word: 'To come', icon: ClockIcon, tone: 'neutral', rank: 2 },
  skipped: { word: 'Skipped', icon: MinusIcon, tone: 'neutral', rank: 3 },
  done: { word: 'Done', icon: OkIcon, tone: 'success', rank: 4 },
};

export const clusterLook: Record<ClusterState, Look> = {
  unauthorized: { word: 'Not authorized', icon: ErrorIcon, tone: 'danger', rank: 0 },
  unreachable: { word: 'Unreachable', icon: ErrorIcon, tone: 'danger', rank: 1 },
  error: { word: 'Error', icon: ErrorIcon, tone: 'danger', rank: 2 },
  connecting: { word: 'Connecting', icon: ProgressIcon, tone: 'info', rank: 3 },
  connected: { word: 'Connected', icon: OkIcon, tone: 'success', rank: 4 },
};

export const checkLook: Record<CheckState, Look> = {
  failed: { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 0 },
  warning: { word: 'Warning', icon: WarningIcon, tone: 'warning', rank: 1 },
  skipped: { word: 'Not checked', icon: MinusIcon, tone: 'neutral', rank: 2 },
  passed: { word: 'Passed', icon: OkIcon, tone: 'success', rank: 3 },
};

export const validityLook: Record<Validity, Look> = {
  expired: { word: 'Expired', icon: ErrorIcon, tone: 'danger', rank: 0 },
  urgent: { word: 'Expires this week', icon: WarningIcon, tone: 'danger', rank: 1 },
  soon: { word: 'Expires this month', icon: WarningIcon, tone: 'warning', rank: 2 },
  fine: { word: 'In order', icon: OkIcon, tone: 'success', rank: 3 },
};

const stepNote: Look = { word: 'Note', icon: InfoIcon, tone: 'neutral', rank: 1 };
const stepLooks: Record<string, Look> = {
  failed: { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 0 },
  info: stepNote,
  ok: { word: 'Done', icon: OkIcon, tone: 'success', rank: 2 },
};

/** The look of a step's outcome; one that this page doesn't know yet is a note. */
export function stepLook(outcome: RunStep['outcome']): Look {
  return stepLooks[outcome] ?? stepNote;
}

/** What a change makes the operator do, by its gravity. */
export const gravityLook: Record<Gravity, Look> = {
  data_loss: { word: 'Loses data', icon: ErrorIcon, tone: 'danger', rank: 0 },
  restart: { word: 'Restarts', icon: RestartIcon, tone: 'warning', rank: 1 },
  rerun: { word: 'Runs again', icon: RestartIcon, tone: 'warning', rank: 2 },
  ignored: { word: 'Is ignored', icon: BanIcon, tone: 'warning', rank: 3 },
  note: { word: 'Note', icon: InfoIcon, tone: 'info', rank: 4 },
  none: { word: 'No effect', icon: InfoIcon, tone: 'neutral', rank: 5 },
};

const outcomes: Record<string, Look> = {
  denied: { word: 'Denied', icon: BanIcon, tone: 'warning', rank: 0 },
  failed: { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 1 },
  error: { word: 'Error', icon: ErrorIcon, tone: 'danger', rank: 1 },
  refused: { word: 'Refused', icon: BanIcon, tone: 'warning', rank: 2 },
  accepted: { word: 'Accepted', icon: OkIcon, tone: 'success', rank: 3 },
  succeeded: { word: 'Succeeded', icon: OkIcon, tone: 'success', rank: 3 },
  ok: { word: 'Done', icon: OkIcon, tone: 'success', rank: 3 },
};

/** The look of an audit outcome; one that this page doesn't know yet is shown in its own word. */
export function outcomeLook(outcome: string): Look {
  return outcomes[outcome] ?? { word: outcome.charAt(0).toUpperCase() + outcome.slice(1).replaceAll('_', ' '), icon: InfoIcon, tone: 'neutral', rank: 9 };
}

/** Health states from the worst to the best. */
export const healthOrder = (Object.keys(healthLook) as Health[]).sort((a, b) => healthLook[a].rank - healthLook[b].rank);

const underWay: readonly RunState[] = ['queued', 'awaiting_approval', 'running', 'waiting'];

export function isUnderWay(state: RunState): boolean {
  return underWay.includes(state);
}
