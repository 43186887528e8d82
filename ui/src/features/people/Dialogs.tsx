import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { CopyText } from '@/shared/ui/CopyText';

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
