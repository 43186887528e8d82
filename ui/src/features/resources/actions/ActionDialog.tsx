import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useEffect, useRef } from 'react';
import type { Action, ChangeResult, ResourceRef } from '@/api/types';
import { useActions, usePerform } from '@/shared/data/actions';
import { refOf } from '@/shared/data/keys';
import { useCan } from '@/shared/data/me';
import { asSentence } from '@/shared/lib/format';
import { permissionWords, rolesWith } from '@/shared/lib/permissions';
import { LinkButton } from '@/shared/ui/LinkButton';
import { RunProgress } from '@/shared/ui/RunProgress';
import { FailureAlert, Lines } from '@/shared/ui/States';
import { ActionForm } from './ActionForm';
import './actions.css';

interface Props {
  reference: ResourceRef;
  /** The action's id, as addresses and the command line know it. */
  id: string;
  onClose: () => void;
}

/** One action of a resource: what it needs to know, what it would do, then its run as it happens. */
export function ActionDialog({ reference, id, onClose }: Props) {
  const list = useActions(reference);
  const submit = usePerform(reference);
  const action = list.data?.items.find((each) => each.id === id);
  return (
    <Modal isOpen onClose={onClose} variant="medium" aria-labelledby="action-title" aria-describedby="action-about" className="nx-action">
      <ModalHeader title={action?.title ?? 'Action'} labelId="action-title" description={<About action={action} reference={reference} />} />
      {submit.data ? (
        <Pulled result={submit.data} reference={reference} onClose={onClose} />
      ) : action && (action.offered || submit.isPending) ? (
        // What was asked for may be seen on the cluster, and no longer be offered, before the answer is here.
        <ActionForm reference={reference} action={action} submit={submit} onClose={onClose} />
      ) : (
        <>
          <ModalBody>
            <WhyNot id={id} action={action} list={list} reference={reference} />
          </ModalBody>
          <ModalFooter>
            <Button onClick={onClose}>Close</Button>
          </ModalFooter>
        </>
      )}
    </Modal>
  );
}

function About({ action, reference }: { action: Action | undefined; reference: ResourceRef }) {
  return (
    <span id="action-about">
      <strong className="nx-break">{reference.name}</strong> in {reference.cluster} / {reference.namespace}. {action?.explanation}
    </span>
  );
}

interface WhyNotProps {
  id: string;
  action: Action | undefined;
  list: ReturnType<typeof useActions>;
  reference: ResourceRef;
}

/** An address may ask for what can't be done, or not by this reader. */
function WhyNot({ id, action, list, reference }: WhyNotProps) {
  const can = useCan();
  if (list.isError) return <FailureAlert error={list.error} title="What can be done could not be loaded" onRetry={() => void list.refetch()} />;
  if (action) return <Alert variant="info" isInline title="Not possible now" component="p">{asSentence(action.objection)}</Alert>;
  const missing = can('actions:execute', reference) ? (list.data ? 'resources:delete' : null) : 'actions:execute';
  if (missing === null) return <Lines count={5} label="Asking what can be done" />;
  return (
    <Alert variant="warning" isInline component="p" title={`“${id}” is not offered to you`}>
      There is no such action here, or you may not {permissionWords[missing]}. An administrator can give the right {missing}, with the role {rolesWith(missing)}.
    </Alert>
  );
}

function Pulled({ result, reference, onClose }: { result: ChangeResult; reference: ResourceRef; onClose: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone.
  useEffect(() => heading.current?.focus(), []);
  const made = result.run && result.run.name !== reference.name ? result.run : null;
  return (
    <>
      <ModalBody className="nx-stack nx-stack--tight">
        <h2 ref={heading} tabIndex={-1} className="nx-action__heading">
          {result.run ? 'The run' : 'Nothing to do'}
        </h2>
        {result.run ? <RunProgress id={result.run.id} /> : <p>It is as asked for already.</p>}
        {result.run && <p className="nx-small nx-subtle">The run goes on when you close this.</p>}
      </ModalBody>
      <ModalFooter>
        <Button key="close" onClick={onClose}>
          Close
        </Button>
        {made && (
          <LinkButton variant="link" to="/clusters/$cluster/namespaces/$namespace/$plural/$name" params={refOf(made)}>
            Open {made.name}
          </LinkButton>
        )}
        {result.run && (
          <LinkButton variant="link" to="/runs/$id" params={{ id: result.run.id }}>
            Open the run
          </LinkButton>
        )}
      </ModalFooter>
    </>
  );
}
