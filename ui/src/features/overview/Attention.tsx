import { Button } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AttentionItem } from '@/api/types';
import { refOf } from '@/shared/data/keys';
import { useCan } from '@/shared/data/me';
import { formatNumber, kindWords } from '@/shared/lib/format';
import { healthLook, runLook, syncLook, type Look } from '@/shared/status';
import { ClusterName } from '@/shared/ui/ClusterName';
import { Reason } from '@/shared/ui/Reason';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { Age } from '@/shared/ui/Times';
import { OkIcon } from '@/shared/ui/icons';
import { nextStep, type NextStep } from './nextStep';

/** So many at first: the page stays short, and the worst come first anyway. */
const shownAtFirst = 8;

/** What needs a person, worst first: the reason in words, and one next step. */
export function Attention({ items }: { items: readonly AttentionItem[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, shownAtFirst);
  return (
    <section className="nx-panel" aria-labelledby="attention">
      <div className="nx-panel__head">
        <h2 id="attention">Needs attention</h2>
        {items.length > 0 && <span className="nx-small nx-subtle">{formatNumber(items.length)}</span>}
      </div>
      {items.length === 0 ? (
        <p className="nx-panel__body nx-status nx-tone--success">
          <OkIcon aria-hidden />
          <span>Everything in scope is as it should be.</span>
        </p>
      ) : (
        <ul className="nx-quiet-list nx-rows">
          {shown.map((item) => (
            <AttentionRow key={`${item.cluster}/${item.namespace}/${item.kind}/${item.name}`} item={item} />
          ))}
          {items.length > shown.length && (
            <li>
              <Button variant="link" isInline onClick={() => setAll(true)}>
                Show {formatNumber(items.length - shown.length)} more
              </Button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function lookOf(item: AttentionItem): Look {
  if (item.health !== 'Healthy') return healthLook[item.health];
  if (item.run && (item.run.state === 'failed' || item.run.state === 'timed_out')) return runLook[item.run.state];
  return syncLook[item.sync];
}

function AttentionRow({ item }: { item: AttentionItem }) {
  const step = nextStep(item, useCan());
  const look = lookOf(item);
  const Icon = look.icon;
  return (
    <li className="nx-attention">
      <span className={`nx-status nx-tone--${look.tone} nx-attention__icon`} title={look.word}>
        <Icon aria-hidden />
      </span>
      <div className="nx-attention__what">
        <div className="nx-row">
          <ResourceLink {...refOf(item)} />
          <span className="nx-small nx-subtle">{kindWords(item.kind)}</span>
        </div>
        <Reason
          lead={<span className="nx-attention__word">{look.word}.</span>}
          {...(item.run?.state === 'failed' ? { words: item.run.words, raw: item.run.message } : { words: item.words, raw: item.reason })}
        />
        <div className="nx-row nx-small nx-subtle">
          <ClusterName name={item.cluster} />
          <span>{item.namespace}</span>
          <span>
            age <Age at={item.created_at} />
          </span>
        </div>
      </div>
      <Step item={item} step={step} />
    </li>
  );
}

function Step({ item, step }: { item: AttentionItem; step: NextStep }) {
  const className = 'nx-link nx-nowrap nx-small nx-attention__step';
  if (step.run !== undefined) {
    return (
      <Link to="/runs/$id" params={{ id: step.run }} className={className}>
        {step.words}
      </Link>
    );
  }
  return (
    <ResourceLink {...refOf(item)} tab={step.tab} action={step.action} className={className}>
      {step.words}
    </ResourceLink>
  );
}
