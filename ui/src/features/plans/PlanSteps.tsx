import { Link } from '@tanstack/react-router';
import type { PlanStep } from '@/api/types';
import { kindWords } from '@/shared/lib/format';
import { elapsed, shortDuration } from '@/shared/lib/time';
import { useNow } from '@/shared/lib/now';
import { planStepLook, type Look } from '@/shared/status';
import { ClusterName } from '@/shared/ui/ClusterName';
import { DiffList } from '@/shared/ui/DiffList';
import { FindingList } from '@/shared/ui/FindingList';
import { Folded } from '@/shared/ui/Folded';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { ClockTime } from '@/shared/ui/Times';
import { PauseIcon, PersonIcon } from '@/shared/ui/icons';

/** Steps that go side by side, in the order of their waves. */
export function wavesOf(steps: readonly PlanStep[]): PlanStep[][] {
  const waves = new Map<number, PlanStep[]>();
  for (const step of steps) waves.set(step.wave, [...(waves.get(step.wave) ?? []), step]);
  return [...waves.values()];
}

const byPerson: Look = { word: 'Waits for a person', icon: PersonIcon, tone: 'warning', rank: 1 };
const atHold: Look = { word: 'Waits for you', icon: PauseIcon, tone: 'warning', rank: 1 };

/** How a step looks; one that waits for somebody says so. */
export function lookOf({ state, type }: Pick<PlanStep, 'state' | 'type'>): Look {
  if (state === 'running' && type === 'outside') return byPerson;
  if (state === 'running' && type === 'hold') return atHold;
  return planStepLook[state];
}

interface Props {
  steps: readonly PlanStep[];
  /** Nothing has begun: what the steps would do is shown instead of what became of them. */
  isPreview?: boolean;
}

/** The steps of a plan, wave by wave. */
export function PlanSteps({ steps, isPreview = false }: Props) {
  const waves = wavesOf(steps);
  const hasWaves = waves.some((wave) => wave.length > 1);
  return (
    <ol className="nx-quiet-list nx-plan" aria-label="Steps">
      {waves.map((wave) => (
        <li key={wave[0]?.wave} className={wave.length > 1 ? 'nx-plan__wave' : undefined}>
          {hasWaves && wave.length > 1 && <p className="nx-small nx-subtle">Side by side</p>}
          {wave.map((step) => (
            <Step key={step.position} step={step} isPreview={isPreview} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Step({ step, isPreview }: { step: PlanStep; isPreview: boolean }) {
  const look = isPreview && step.type === 'hold' ? atHold : isPreview && step.type === 'outside' ? byPerson : lookOf(step);
  const Icon = look.icon;
  const isNow = step.state === 'running' || step.state === 'failed';
  return (
    <div className={`nx-plan__step nx-plan__step--${isPreview ? 'preview' : step.state}`} aria-current={step.state === 'running' ? 'step' : undefined}>
      <span className={`nx-plan__mark nx-status nx-tone--${look.tone}`} title={look.word}>
        <Icon aria-hidden />
        <span className="nx-visually-hidden">{look.word}: </span>
      </span>
      <div className="nx-plan__text nx-stack nx-stack--tight">
        <div className="nx-row nx-row--apart">
          <span className="nx-plan__title nx-break">{step.title}</span>
          {!isPreview && <Took step={step} />}
        </div>
        <Place step={step} />
        {(isPreview || isNow || step.type === 'outside') && step.explanation && <p className="nx-small nx-subtle nx-break">{step.explanation}</p>}
        {!isPreview && step.message && <p className={`nx-small nx-break ${step.state === 'failed' ? '' : 'nx-subtle'}`}>{step.message}</p>}
        {step.findings.length > 0 && <FindingList findings={step.findings} />}
        {step.diff.length > 0 && (
          <Folded title={step.diff.length === 1 ? 'The field that changes' : `The ${step.diff.length} fields that change`}>
            <DiffList entries={step.diff} />
          </Folded>
        )}
      </div>
    </div>
  );
}

function Place({ step }: { step: PlanStep }) {
  return (
    <div className="nx-row nx-small nx-subtle">
      <ClusterName name={step.cluster} />
      {step.namespace && <span>/ {step.namespace}</span>}
      {step.kind && <span>/ {kindWords(step.kind)}</span>}
      {step.kind && <ResourceLink cluster={step.cluster} namespace={step.namespace} plural={step.plural} name={step.name} className="nx-link nx-break" />}
      {step.run && (
        <Link to="/runs/$id" params={{ id: step.run }} className="nx-link">
          Its run
        </Link>
      )}
    </div>
  );
}

function Took({ step }: { step: PlanStep }) {
  const now = useNow();
  const seconds = elapsed(step.started_at, step.finished_at, now);
  if (seconds === null || !step.started_at) return null;
  return (
    <span className="nx-small nx-subtle nx-nowrap">
      <ClockTime at={step.started_at} /> · {shortDuration(seconds)}
    </span>
  );
}
