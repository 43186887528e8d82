import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { CopyText } from '@/shared/ui/CopyText';
import { FailureAlert } from '@/shared/ui/States';

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
      <ModalFooter>
        <Button variant={isDanger ? 'danger' : 'primary'} isDisabled={mutation.isPending} onClick={onGo}>
          {mutation.isPending ? busy : verb}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}

/** A password that nobody can see again: it closes by its button alone, not by a stray key or click. */
export function PasswordOnce({ title, name, password, onClose }: { title: string; name: string; password: string; onClose: () => void }) {
  return (
    <Modal isOpen variant="small" aria-labelledby="password-title" onEscapePress={() => undefined}>
      <ModalHeader title={title} labelId="password-title" />
      <ModalBody className="nx-stack">
        <Alert variant="warning" isInline isPlain title="This is the only time the password is shown" component="p">
          Hand it to {name} by a way that others don’t read. They can change it under “Sessions and password”.
        </Alert>
        <CopyText text={password} label="Copy the password" isBlock />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>I have kept it</Button>
      </ModalFooter>
    </Modal>
  );
}
