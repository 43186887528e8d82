import { Button, Checkbox, Form, FormGroup, ModalBody, TextArea } from '@patternfly/react-core';
import { useState } from 'react';
import type { Action, ResourceRef } from '@/api/types';
import { useActionPreview, type Press, type usePerform } from '@/shared/data/actions';
import { useCan } from '@/shared/data/me';
import { useSettled } from '@/shared/lib/settled';
import { CopyText } from '@/shared/ui/CopyText';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { FailureAlert } from '@/shared/ui/States';
import { TypeToConfirm } from '@/shared/ui/TypeToConfirm';
import { ActionPreview } from './ActionPreview';
import { ParameterFields } from './ParameterFields';
import { commandFor, initialValues, isDangerous, readValues } from './parameters';

interface Props {
  reference: ResourceRef;
  action: Action;
  submit: ReturnType<typeof usePerform>;
  onClose: () => void;
}

/** What an action is told, and what it would do then; the preview follows the fields. */
export function ActionForm({ reference, action, submit, onClose }: Props) {
  const [values, setValues] = useState(() => initialValues(action.parameters));
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [override, setOverride] = useState(false);
  const [takeOver, setTakeOver] = useState(false);
  const can = useCan();
  const reading = readValues(action.parameters, values);
  const isReady = reading.missing.length === 0 && Object.keys(reading.faults).length === 0;
  const press: Press = { action: action.id, parameters: reading.parameters, override, takeOver };
  const settled = useSettled(JSON.stringify(press), 300);
  const isSettled = settled === JSON.stringify(press);
  const preview = useActionPreview(reference, JSON.parse(settled) as Press, isReady && isSettled);

  const findings = preview.data?.findings ?? [];
  const isViolated = findings.some((finding) => finding.type === 'violation');
  const meetsOthers = findings.some((finding) => finding.rule === 'field-conflict');
  const dangerous = isDangerous(action, preview.data);
  const isSeen = isReady && isSettled && preview.isSuccess && !preview.isPlaceholderData;
  const isBlocked = !isSeen || (isViolated && !override) || (override && reason.trim() === '') || (dangerous && typed !== reference.name) || submit.isPending;
  return (
    <>
      <ModalBody>
        <Form
          id="action-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isBlocked) submit.mutate({ press, reason: reason.trim() });
          }}
        >
          {submit.isError && <FailureAlert error={submit.error} title="It was not accepted" />}
          <ParameterFields parameters={action.parameters} values={values} reading={reading} onChange={setValues} />
          <ActionPreview preview={preview} reference={reference} missing={isReady ? null : action.parameters.filter(({ name }) => reading.missing.includes(name)).map(({ title }) => title)} />
          {isViolated && can('contracts:override', reference) && (
            <Checkbox
              id="action-override"
              label="Override the rules"
              description="You have the right contracts:override. The audit trail keeps the reason, which is then required."
              isChecked={override}
              onChange={(_, checked) => setOverride(checked)}
            />
          )}
          {(takeOver || meetsOthers) && (
            <Checkbox
              id="action-take-over"
              label="Take over the fields that others manage"
              description="Otherwise it is refused where somebody else set a field that it changes."
              isChecked={takeOver}
              onChange={(_, checked) => setTakeOver(checked)}
            />
          )}
          <FormGroup label={override ? 'Reason (required)' : 'Reason'} fieldId="action-reason">
            <TextArea id="action-reason" value={reason} onChange={(_, value) => setReason(value)} rows={2} resizeOrientation="vertical" placeholder="Why, for those who read this later" />
          </FormGroup>
          {dangerous && <TypeToConfirm id="action-confirm" name={reference.name} value={typed} onChange={setTyped} />}
          <div>
            <p className="nx-small nx-subtle">The same as a command</p>
            <CopyText text={commandFor(reference, press, reason.trim())} label="Copy the command" isBlock />
          </div>
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button type="submit" form="action-form" variant={dangerous ? 'danger' : 'primary'} isDisabled={isBlocked}>
          {submit.isPending ? 'Sending' : action.title}
        </Button>
      </DialogFooter>
    </>
  );
}
