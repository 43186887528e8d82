import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { Condition, ResourceDetail } from '@/api/types';
import { parseTime } from '@/shared/lib/time';
import { plainValue } from '@/shared/lib/format';
import { CopyText } from '@/shared/ui/CopyText';
import { FindingList } from '@/shared/ui/FindingList';
import { TimeAgo } from '@/shared/ui/Times';
import { factsOf } from '../kinds';
import { ConditionMark } from './ConditionMark';
import { FieldComparison } from './FieldComparison';
import { LogCause } from './LogCause';

/** What its operator must know at a glance. */
export function OverviewTab({ resource }: { resource: ResourceDetail }) {
  const standing = resource.findings.filter((finding) => finding.type !== 'effect');
  return (
    <div className="nx-stack">
      {resource.kind === 'SparkApplication' && <LogCause resource={resource} />}
      <div className="nx-two">
        <section className="nx-panel" aria-labelledby="summary">
          <div className="nx-panel__head">
            <h2 id="summary">Summary</h2>
            <span className="nx-small nx-subtle">
              seen <TimeAgo at={resource.seen_at} />
            </span>
          </div>
          <div className="nx-panel__body">
            <Facts resource={resource} />
          </div>
        </section>
        <section className="nx-panel" aria-labelledby="conditions">
          <div className="nx-panel__head">
            <h2 id="conditions">Conditions</h2>
            <span className="nx-small nx-subtle">
              generation {resource.generation}
              {resource.observed_generation === 0 ? '' : resource.observed_generation < resource.generation ? `, the operator has seen ${resource.observed_generation}` : ', seen by the operator'}
            </span>
          </div>
          <Conditions conditions={resource.conditions} />
        </section>
      </div>
      {standing.length > 0 && (
        <section className="nx-panel" aria-labelledby="rules">
          <div className="nx-panel__head">
            <h2 id="rules">How it stands to the rules</h2>
          </div>
          <FindingList findings={standing} />
        </section>
      )}
      <FieldComparison resource={resource} />
    </div>
  );
}

function Facts({ resource }: { resource: ResourceDetail }) {
  const rows = (factsOf[resource.kind] ?? []).map((fact) => ({ ...fact, values: [fact.value(resource) ?? []].flat() })).filter((fact) => fact.values.length > 0);
  const summary = Object.entries(resource.summary).map(([title, value]) => ({ title, values: [plainValue(value)], copy: false }));
  return (
    <DescriptionList isHorizontal isCompact horizontalTermWidthModifier={{ default: '9rem' }}>
      {(rows.length > 0 ? rows : summary).map((row) => (
        <DescriptionListGroup key={row.title}>
          <DescriptionListTerm>{row.title}</DescriptionListTerm>
          <DescriptionListDescription className="nx-break">
            {row.values.map((words) => (
              <div key={words}>{row.copy ? <CopyText text={words} label={`Copy: ${row.title}`} /> : <FactWords words={words} />}</div>
            ))}
          </DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}

/** Times among the facts are shown as times. */
function FactWords({ words }: { words: string }) {
  return /^\d{4}-\d\d-\d\dT/.test(words) && parseTime(words) !== null ? <TimeAgo at={words} /> : <>{words}</>;
}

function Conditions({ conditions }: { conditions: readonly Condition[] }) {
  if (conditions.length === 0) return <p className="nx-panel__body nx-subtle">The operator has reported no conditions.</p>;
  return (
    <ul className="nx-quiet-list nx-rows">
      {conditions.map((condition, index) => (
        <li key={`${condition.type}${index}`}>
          <div className="nx-row nx-row--apart">
            <ConditionMark condition={condition} />
            <span className="nx-small nx-subtle">
              {condition.reason && `${condition.reason} · `}
              <TimeAgo at={condition.last_transition_time} />
            </span>
          </div>
          {condition.message && <p className="nx-break">{condition.message}</p>}
        </li>
      ))}
    </ul>
  );
}
