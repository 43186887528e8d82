import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import type { ColumnType, Condition, ResourceDetail, ResourceRef } from '@/api/types';
import { parseTime } from '@/shared/lib/time';
import { useKinds } from '@/shared/data/kinds';
import { formatBytes, plainValue } from '@/shared/lib/format';
import { CopyText } from '@/shared/ui/CopyText';
import { FindingList } from '@/shared/ui/FindingList';
import { TimeAgo } from '@/shared/ui/Times';
import { factsOf } from '../kinds';
import { valueAt } from '@/shared/lib/pointer';
import { HistoryPanel } from '../panels/HistoryPanel';
import { ConditionMark } from './ConditionMark';
import { FieldComparison } from './FieldComparison';
import { LogCause } from './LogCause';

const KindPanels = lazy(() => import('../panels/KindPanels'));

/** What its operator must know at a glance. */
export function OverviewTab({ resource, reference }: { resource: ResourceDetail; reference: ResourceRef }) {
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
        {/* The Spark operator reports no conditions of applications. */}
        {resource.kind === 'SparkApplication' ? <HistoryPanel reference={reference} version={valueAt(resource.observed, '/metadata/resourceVersion')} /> : <ConditionsPanel resource={resource} />}
      </div>
      <Suspense fallback={null}>
        <KindPanels resource={resource} reference={reference} />
      </Suspense>
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

function ConditionsPanel({ resource }: { resource: ResourceDetail }) {
  const { generation, observed_generation: seen } = resource;
  return (
    <section className="nx-panel" aria-labelledby="conditions">
      <div className="nx-panel__head">
        <h2 id="conditions">Conditions</h2>
        <span className="nx-small nx-subtle">
          generation {generation}
          {seen === 0 ? '' : seen < generation ? `, the operator has seen ${seen}` : ', seen by the operator'}
        </span>
      </div>
      <Conditions conditions={resource.conditions} />
    </section>
  );
}

function Facts({ resource }: { resource: ResourceDetail }) {
  const rows = (factsOf[resource.kind] ?? []).map((fact) => ({ ...fact, values: [fact.value(resource) ?? []].flat() })).filter((fact) => fact.values.length > 0);
  const columns = useKinds().data?.find((kind) => kind.kind === resource.kind)?.columns ?? [];
  const summary = columns.filter(({ name }) => plainValue(resource.summary[name]) !== '').map(({ name, title, type }) => ({ title, values: [summaryWords(resource.summary[name], type)], copy: false }));
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

function summaryWords(value: unknown, type: ColumnType): string {
  return type === 'bytes' && typeof value === 'number' ? formatBytes(value) : plainValue(value);
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
