import { Alert, Button, Form, FormGroup, TextArea } from '@patternfly/react-core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { PlanRequest, PlanType, ResourceRef } from '@/api/types';
import { asProblem } from '@/api/problem';
import { useKinds } from '@/shared/data/kinds';
import { useCan, useMe } from '@/shared/data/me';
import { usePlanPreview, usePlanTypes, useStartPlan } from '@/shared/data/plans';
import { takeCarried } from '@/shared/lib/carried';
import { asSentence, count } from '@/shared/lib/format';
import { useSettled } from '@/shared/lib/settled';
import { listTitle } from '@/shared/pages';
import { CopyText } from '@/shared/ui/CopyText';
import { PageHead } from '@/shared/ui/PageHead';
import { Failure, FailureAlert, Forbidden, Lines } from '@/shared/ui/States';
import { PlanFields } from './PlanFields';
import { PlanSteps } from './PlanSteps';
import { commandFor, initialValues, readValues, targetOf, type Values } from './values';
import './plans.css';

/** "cluster/namespace/plural/name" of the address. */
function referenceOf(of: string | undefined): ResourceRef | null {
  const [cluster, namespace, plural, name] = of?.split('/') ?? [];
  return cluster && namespace && plural && name ? { cluster, namespace, plural, name } : null;
}

export function NewPlanPage() {
  const can = useCan();
  const me = useMe();
  if (!me.data) return <Lines count={8} />;
  if (!can('resources:write')) return <Forbidden permission="resources:write" />;
  return <NewPlan />;
}

function NewPlan() {
  const search = useSearch({ from: '/shell/plans/new' });
  const reference = referenceOf(search.of);
  const types = usePlanTypes(reference);
  const type = types.data?.find(({ id }) => id === search.type);
  const where = (
    <nav className="nx-row nx-small nx-subtle" aria-label="Where this is">
      <Link to="/plans" className="nx-link">
        Plans
      </Link>
    </nav>
  );
  if (types.isError) return <Failure error={types.error} title="What can be planned could not be loaded" onRetry={() => void types.refetch()} />;
  return (
    <div className="nx-stack">
      <PageHead title={type && (type.kind === '' || reference) ? `${type.title}${reference ? `: ${reference.name}` : ''}` : 'New plan'} before={where}>
        <p className="nx-subtle">{type?.about ?? 'What is to be done?'}</p>
      </PageHead>
      {!types.data && <Lines count={6} />}
      {types.data && (!type || (type.kind !== '' && !reference)) && <TypeChoice types={types.data} />}
      {type && !type.offered && <Alert variant="info" isInline title="Not possible now" component="p">{asSentence(type.objection)}</Alert>}
      {type?.offered && (type.kind === '' || reference) && <PlanForm key={`${type.id} ${search.of ?? ''}`} type={type} reference={reference} />}
    </div>
  );
}

/** Every type; one that is about a resource is begun on that resource's page. */
function TypeChoice({ types }: { types: readonly PlanType[] }) {
  const kinds = useKinds().data ?? [];
  return (
    <ul className="nx-quiet-list nx-rows nx-panel" aria-label="Types of plans">
      {types.map((type) => {
        const plural = kinds.find(({ kind }) => kind === type.kind)?.plural;
        return (
          <li key={type.id} className="nx-stack nx-stack--tight">
            {plural ? (
              <Link to="/resources/$plural" params={{ plural }} className="nx-link nx-link--strong">
                {type.title}
              </Link>
            ) : (
              <Link to="/plans/new" search={(old) => ({ ...old, type: type.id })} className="nx-link nx-link--strong">
                {type.title}
              </Link>
            )}
            <span className="nx-small nx-subtle">
              {type.about}
              {plural && ` Choose one of the ${listTitle(plural)}, then Actions.`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function PlanForm({ type, reference }: { type: PlanType; reference: ResourceRef | null }) {
  const navigate = useNavigate();
  const kinds = useKinds().data ?? [];
  const kind = kinds.find(({ plural }) => plural === reference?.plural)?.kind;
  const hasText = type.parameters.some((parameter) => parameter.type === 'manifest');
  const [values, setValues] = useState<Values>(() => ({ ...initialValues(type.parameters), ...(hasText ? { manifest: takeCarried() } : {}) }));
  const [reason, setReason] = useState('');
  const start = useStartPlan();
  const reading = readValues(type.parameters, values);
  const isReady = reading.missing.length === 0 && Object.keys(reading.faults).length === 0;
  const target = targetOf(reference ? `${reference.cluster}/${reference.namespace}/${reference.plural}/${reference.name}` : undefined, kind);
  const request: PlanRequest = { type: type.id, parameters: reading.parameters, ...(target ? { target } : {}) };
  const settled = useSettled(JSON.stringify(request), 400);
  const isSettled = settled === JSON.stringify(request);
  const preview = usePlanPreview(JSON.parse(settled) as PlanRequest, isReady && isSettled);
  const problem = preview.isError ? asProblem(preview.error) : null;
  const refused = Object.fromEntries((problem?.errors ?? []).filter(({ pointer }) => pointer.startsWith('/parameters/')).map(({ pointer, message }) => [pointer.split('/')[2] ?? '', asSentence(message)]));
  const isSeen = isReady && isSettled && preview.isSuccess && !preview.isPlaceholderData;
  const isBlocked = !isSeen || preview.data.violations > 0 || start.isPending;
  const full: PlanRequest = { ...request, ...(reason.trim() ? { reason: reason.trim() } : {}) };
  return (
    <div className={`nx-plan-new ${hasText ? 'nx-plan-new--wide' : ''}`}>
      <section className="nx-panel" aria-label="What it must be told">
        <Form
          id="plan-form"
          className="nx-panel__body"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isBlocked) start.mutate(full, { onSuccess: ({ id }) => void navigate({ to: '/plans/$id', params: { id } }) });
          }}
        >
          <PlanFields parameters={type.parameters} values={values} faults={{ ...refused, ...reading.faults }} onChange={setValues} />
          <FormGroup label="Reason" fieldId="plan-reason">
            <TextArea id="plan-reason" value={reason} onChange={(_, value) => setReason(value)} rows={2} resizeOrientation="vertical" placeholder="Why, for those who read this later" />
          </FormGroup>
          {start.isError && <FailureAlert error={start.error} title="The plan was not started" />}
          <div className="nx-row">
            <Button type="submit" isDisabled={isBlocked}>
              {start.isPending ? 'Starting' : 'Start the plan'}
            </Button>
            {isSeen && preview.data.violations > 0 && <span className="nx-small">{count(preview.data.violations, 'rule is', 'rules are')} in the way; see the steps.</span>}
          </div>
          <div>
            <p className="nx-small nx-subtle">The same as a command</p>
            <CopyText text={commandFor(full, reference?.plural ?? '', type.parameters)} label="Copy the command" isBlock />
          </div>
        </Form>
      </section>
      <section className="nx-panel" aria-labelledby="plan-steps" aria-busy={preview.isFetching}>
        <div className="nx-panel__head">
          <h2 id="plan-steps">What it would do</h2>
          {preview.data && <span className="nx-small nx-subtle">{count(preview.data.steps.length, 'step')}</span>}
        </div>
        <div className="nx-panel__body nx-stack">
          {!isReady && !preview.data && <p className="nx-subtle">{reading.missing.length > 0 ? `The steps are shown once ${reading.missing.join(' and ')} is filled in.` : 'The steps are shown once the fields are right.'}</p>}
          {isReady && problem && <FailureAlert error={preview.error} title="It can’t be done like this" onRetry={() => void preview.refetch()} />}
          {isReady && !problem && !preview.data && <Lines count={6} label="Asking the server what this would do" />}
          {preview.data && !problem && (
            <>
              {preview.data.notes.map((note) => (
                <Alert key={note} variant="info" isInline isPlain title={asSentence(note)} component="p" />
              ))}
              <PlanSteps steps={preview.data.steps} isPreview />
            </>
          )}
        </div>
      </section>
    </div>
  );
}
