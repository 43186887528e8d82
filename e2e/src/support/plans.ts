import type { Api } from './api';
import type { Finding } from './types';
import { until } from './until';

export interface PlanStep {
  position: number;
  wave: number;
  type: string;
  title: string;
  cluster: string;
  name: string;
  state: 'pending' | 'running' | 'done' | 'failed' | 'skipped';
  message: string;
  run: string | null;
  started_at: string | null;
  finished_at: string | null;
  findings: Finding[];
  diff: { pointer: string }[];
}

export interface Plan {
  id: string;
  title: string;
  state: 'running' | 'paused' | 'failed' | 'aborted' | 'succeeded';
  message: string;
  total: number;
  done: number;
  steps: PlanStep[];
}

export interface PlanPreview {
  title: string;
  violations: number;
  notes: string[];
  steps: PlanStep[];
}

export interface PlanTypes {
  items: { id: string; offered: boolean; objection: string; parameters: { name: string; required: boolean; preset: string; choices: { value: string }[] }[] }[];
}

export function startPlan(api: Api, body: object): Promise<Plan> {
  return api.ask<Plan>('/plans', { method: 'POST', body });
}

/** The plan when it is in one of those states. */
function planIn(api: Api, id: string, states: readonly Plan['state'][], timeout: number): Promise<Plan> {
  return until(
    `plan ${id} ${states.join(' or ')}`,
    async () => {
      const plan = await api.ask<Plan>(`/plans/${id}`);
      return states.includes(plan.state) && plan;
    },
    { timeout },
  );
}

/** The plan when it does not run: it has ended, or rests. */
export function planRests(api: Api, id: string, timeout = 120_000): Promise<Plan> {
  return planIn(api, id, ['paused', 'failed', 'aborted', 'succeeded'], timeout);
}

/** The plan when nothing more becomes of it by itself. */
export function planEnded(api: Api, id: string, timeout = 180_000): Promise<Plan> {
  return planIn(api, id, ['failed', 'aborted', 'succeeded'], timeout);
}
