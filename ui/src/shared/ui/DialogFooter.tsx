import { Button, ModalFooter } from '@patternfly/react-core';

/** The end of a dialog: what it does, and the way out of it. */
export function DialogFooter({ children, onCancel }: { children: React.ReactNode; onCancel: () => void }) {
  return (
    <ModalFooter>
      {children}
      <Button variant="link" onClick={onCancel}>
        Cancel
      </Button>
    </ModalFooter>
  );
}
