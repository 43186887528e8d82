import { Button, Checkbox, FormGroup, TextArea } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChangeResult, Preview, Remedy, ResourceRef } from '@/api/types';
import { asProblem } from '@/api/problem';
import { keys } from '@/shared/data/keys';
import { useCan } from '@/shared/data/me';
import { commit, type Change } from '@/shared/data/resources';
import { useKeyOf } from '@/shared/lib/random';
import { count } from '@/shared/lib/format';
import { CopyText } from '@/shared/ui/CopyText';
import { DiffList } from '@/shared/ui/DiffList';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { RunProgress } from '@/shared/ui/RunProgress';
import { Failure, FailureAlert, Lines } from '@/shared/ui/States';
import { TypeToConfirm } from '@/shared/ui/TypeToConfirm';
import { Verdict } from '@/shared/ui/Verdict';
import { edit } from '@/shared/yaml/edit';
import { usePreview } from './usePreview';
import { buttonWords, commandFor } from './words';
import './editor.css';

interface Props {
  reference: ResourceRef;
  change: Change;
  onBack: (() => void) | undefined;
  /** Changes the text that is reviewed: what a fix does. */
  onEdit?: (text: string) => void;
  /** The server has the change. */
  onAccepted?: () => void;
  /** Someone else changed it first: review against what is there now. */
  onNewest?: () => void;
}

/** What the change does, before it happens; then its run, as it happens. */
export function ReviewScreen({ reference, change: asked, onBack, onEdit, onAccepted, onNewest }: Props) {
  const [override, setOverride] = useState(false);
  const [takeOver, setTakeOver] = useState(asked.action === 'apply' && asked.takeOver === true);
  const change: Change = asked.action === 'delete' ? asked : asked.action === 'apply' ? { ...asked, override, takeOver } : { ...asked, override };
  const result = usePreview(reference, change);
  const submit = useSubmit(reference, change, onAccepted);
  const mend =
    asked.action === 'apply' && onEdit
      ? ({ patch }: Remedy) => {
          // The button goes with what it mends: the focus stays near.
          document.getElementById('verdict')?.focus();
          try {
            onEdit(edit(asked.text, patch));
          } catch {
            onBack?.();
          }
        }
      : undefined;
  if (submit.data) return <Accepted reference={reference} change={change} result={submit.data} />;
  if (result.isError) {
    const stale = asProblem(result.error).status === 412;
    return (
      <div className="nx-stack">
        <Failure error={result.error} title="The change can’t be reviewed" onRetry={() => void result.refetch()} />
        <div className="nx-row nx-row--centre">
          {stale && onNewest && <Button onClick={onNewest}>Review against the newest revision</Button>}
          {onBack && <Button variant="secondary" onClick={onBack}>Back to the text</Button>}
        </div>
      </div>
    );
  }
  if (!result.data) return <Lines count={10} label="Asking the server what this would do" />;
  return (
    <Review reference={reference} change={change} preview={result.data} onBack={onBack} override={override} onOverride={setOverride} onTakeOver={setTakeOver} submit={submit} onNewest={onNewest} onMend={mend} />
  );
}

function useSubmit(reference: ResourceRef, change: Change, onAccepted: (() => void) | undefined) {
  const client = useQueryClient();
  const keyOf = useKeyOf();
  return useMutation({
    mutationFn: (reason: string) => commit(reference, change, reason, keyOf([change, reason])),
    onSuccess: async () => {
      onAccepted?.();
      // Awaited: what is offered next, such as taking over fields, must start from the revision that this made.
      await client.invalidateQueries({ queryKey: keys.resource(reference) });
      void client.invalidateQueries({ queryKey: keys.revisions(reference) });
    },
  });
}

interface ReviewProps {
  reference: ResourceRef;
  change: Change;
  preview: Preview;
  onBack: (() => void) | undefined;
  override: boolean;
  onOverride: (override: boolean) => void;
  onTakeOver: (takeOver: boolean) => void;
  submit: ReturnType<typeof useSubmit>;
  onNewest: (() => void) | undefined;
  onMend: ((remedy: Remedy) => void) | undefined;
}

function Review({ reference, change, preview, onBack, override, onOverride, onTakeOver, submit, onNewest, onMend }: ReviewProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const can = useCan();
  const violations = preview.findings.filter((finding) => finding.type === 'violation');
  const losesData = preview.findings.some((finding) => finding.gravity === 'data_loss');
  const meetsOthers = preview.findings.some((finding) => finding.rule === 'field-conflict');
  const dangerous = losesData || change.action === 'delete';
  const mayOverride = change.action !== 'delete' && violations.length > 0 && can('contracts:override', reference);
  const idle = !preview.changed && !(change.action === 'apply' && change.takeOver) && change.action !== 'delete';
  const blocked = (violations.length > 0 && !override) || (override && reason.trim() === '') || (dangerous && typed !== reference.name) || idle;
  const stale = submit.isError && asProblem(submit.error).status === 412;
  return (
    <div className="nx-stack">
      <div className="nx-review">
        <section className="nx-panel" aria-labelledby="diff">
          <div className="nx-panel__head">
            <h2 id="diff">What changes</h2>
            {change.action !== 'delete' && preview.action !== 'create' && <span className="nx-small nx-subtle">{idle ? 'Nothing' : count(preview.diff.length, 'field')}</span>}
          </div>
          <div className="nx-panel__body">
            {change.action === 'delete' ? (
              <p>
                The whole resource <strong>{reference.name}</strong> is deleted, and what its operator made for it.
              </p>
            ) : preview.action === 'update' && preview.diff.length === 0 && !idle ? (
              <p>{change.action === 'apply' && change.takeOver ? 'No value. Nexa takes over the fields that the text sets from those who manage them.' : 'No value. The text is sent to the cluster once more.'}</p>
            ) : idle ? (
              <p className="nx-subtle">The text says what is already asked for.</p>
            ) : (
              <DiffList entries={preview.diff} />
            )}
            {preview.notes.map((note) => (
              <p key={note} className="nx-small nx-subtle">
                {note}
              </p>
            ))}
          </div>
        </section>
        <div className="nx-stack">
          <Verdict findings={preview.findings} isDelete={change.action === 'delete'} onMend={onMend} />
          {mayOverride && (
            <Checkbox
              id="override"
              label="Override the rules"
              description="You have the right contracts:override. The audit trail keeps the reason, which is then required."
              isChecked={override}
              onChange={(_, checked) => onOverride(checked)}
            />
          )}
          {change.action === 'apply' && (change.takeOver === true || meetsOthers) && (
            <Checkbox
              id="take-over"
              label="Take over the fields that others manage"
              description="Otherwise the change is refused where somebody else set a field that it changes."
              isChecked={change.takeOver === true}
              onChange={(_, checked) => onTakeOver(checked)}
            />
          )}
          <section className="nx-panel" aria-label="Go ahead">
            <div className="nx-panel__body nx-stack">
              {submit.isError && <FailureAlert error={submit.error} title="The change was not accepted" />}
              {stale && onNewest && (
                <Button variant="secondary" onClick={onNewest}>
                  Review against the newest revision
                </Button>
              )}
              <FormGroup label={override ? 'Reason (required)' : 'Reason'} fieldId="reason">
                <TextArea id="reason" value={reason} onChange={(_, value) => setReason(value)} rows={2} resizeOrientation="vertical" placeholder="Why, for those who read this later" />
              </FormGroup>
              {dangerous && (
                <TypeToConfirm id="confirm" name={reference.name} value={typed} onChange={setTyped} />
              )}
              <div className="nx-row">
                <Button variant={dangerous ? 'danger' : 'primary'} isDisabled={blocked || submit.isPending} onClick={() => submit.mutate(reason.trim())}>
                  {submit.isPending ? 'Sending' : buttonWords(change, reference)}
                </Button>
                {onBack && (
                  <Button variant="link" onClick={onBack}>
                    Back to the text
                  </Button>
                )}
              </div>
              {violations.length > 0 && !override && <p className="nx-small nx-subtle">{count(violations.length, 'violation blocks', 'violations block')} this change.</p>}
              <div>
                <p className="nx-small nx-subtle">The same as a command</p>
                <CopyText text={commandFor(change, reference, reason.trim())} label="Copy the command" isBlock />
              </div>
            </div>
          </section>
        </div>
      </div>
    </div>
  );
}

function Accepted({ reference, change, result }: { reference: ResourceRef; change: Change; result: ChangeResult }) {
  return (
    <section className="nx-panel" aria-labelledby="accepted">
      <div className="nx-panel__head">
        <h2 id="accepted">{result.changed ? 'The run' : 'Nothing changed'}</h2>
        {change.action !== 'delete' && <ResourceLink {...reference}>Open {reference.name}</ResourceLink>}
      </div>
      <div className="nx-panel__body">
        {result.run ? <RunProgress id={result.run.id} /> : <p>The resource is already as the text asks for.</p>}
        {result.run && <p className="nx-small nx-subtle">The run goes on when you leave this page.</p>}
      </div>
    </section>
  );
}
