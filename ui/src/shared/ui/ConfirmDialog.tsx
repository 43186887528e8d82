import { Button, Modal, ModalBody, ModalHeader } from '@patternfly/react-core';
import { DialogFooter } from './DialogFooter';
import { FailureAlert } from './States';

interface ConfirmProps {
  title: string;
  /** What it does, and what stays. */
  children: React.ReactNode;
  verb: string;
  busy: string;
  onGo: () => void;
  mutation: { isPending: boolean; isError: boolean; error: unknown };
  isDanger?: boolean;
  onClose: () => void;
}

/** Asks once before something that others will feel. */
export function ConfirmDialog({ title, children, verb, busy, onGo, mutation, isDanger = true, onClose }: ConfirmProps) {
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="confirm-title">
      <ModalHeader title={title} labelId="confirm-title" />
      <ModalBody className="nx-stack">
        {mutation.isError && <FailureAlert error={mutation.error} title="It was not done" />}
        <p>{children}</p>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button variant={isDanger ? 'danger' : 'primary'} isDisabled={mutation.isPending} onClick={onGo}>
          {mutation.isPending ? busy : verb}
        </Button>
      </DialogFooter>
    </Modal>
  );
}
