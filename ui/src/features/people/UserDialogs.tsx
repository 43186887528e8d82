import { Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, Modal, ModalBody, ModalHeader, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import type { User } from '@/api/types';
import { makePassword } from '@/shared/lib/password';
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { FailureAlert } from '@/shared/ui/States';
import { PasswordOnce } from './Dialogs';
import { useChangeUser, useCreateUser, useRemoveUser, useSetPassword } from './usePeople';

interface Props {
  user: User;
  onClose: () => void;
}

/** What a person may sign in with, and what a role may be called. */
export const namePattern = /^[a-z0-9][-a-z0-9._@]{0,63}$/;

export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [called, setCalled] = useState('');
  const create = useCreateUser();
  const good = namePattern.test(name);
  if (create.data) return <PasswordOnce title={`${create.data.name} is added`} name={create.data.display_name} password={create.data.password ?? ''} onClose={onClose} />;
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="create-user">
      <ModalHeader title="Add a person" labelId="create-user" description="A password is made, and shown once. What they may do is said by the roles that they are given next." />
      <ModalBody>
        <Form
          id="create-user-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (good) create.mutate({ name, ...(called.trim() === '' ? {} : { display_name: called.trim() }) });
          }}
        >
          {create.isError && <FailureAlert error={create.error} title="The person was not added" />}
          <FormGroup label="Name" fieldId="user-name" isRequired>
            <TextInput id="user-name" value={name} onChange={(_, value) => setName(value)} autoComplete="off" autoCapitalize="none" spellCheck={false} autoFocus validated={name === '' || good ? 'default' : 'error'} />
            <FormHelperText>
              <HelperText>
                <HelperTextItem variant={name === '' || good ? 'default' : 'error'}>They sign in with it. Small letters, figures, and . _ @ - after the first; it can’t be changed later.</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
          <FormGroup label="Display name" fieldId="user-called">
            <TextInput id="user-called" value={called} onChange={(_, value) => setCalled(value)} autoComplete="off" maxLength={100} placeholder={name} />
          </FormGroup>
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button type="submit" form="create-user-form" isDisabled={!good || create.isPending}>
          {create.isPending ? 'Adding' : 'Add the person'}
        </Button>
      </DialogFooter>
    </Modal>
  );
}

export function RenameDialog({ user, onClose }: Props) {
  const [called, setCalled] = useState(user.display_name);
  const change = useChangeUser(user.name);
  const wanted = called.trim();
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="rename-user">
      <ModalHeader title={`Display name of ${user.name}`} labelId="rename-user" />
      <ModalBody>
        <Form
          id="rename-user-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted !== '') change.mutate({ display_name: wanted }, { onSuccess: onClose });
          }}
        >
          {change.isError && <FailureAlert error={change.error} title="The name was not changed" />}
          <FormGroup label="Display name" fieldId="rename-called">
            <TextInput id="rename-called" value={called} onChange={(_, value) => setCalled(value)} autoComplete="off" maxLength={100} autoFocus />
          </FormGroup>
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button type="submit" form="rename-user-form" isDisabled={wanted === '' || change.isPending}>
          {change.isPending ? 'Saving' : 'Save'}
        </Button>
      </DialogFooter>
    </Modal>
  );
}

export function ResetPasswordDialog({ user, onClose }: Props) {
  // Made here, sent once, shown once: the server keeps only its hash.
  const [password] = useState(() => makePassword());
  const set = useSetPassword(user.name);
  if (set.isSuccess) return <PasswordOnce title={`The new password of ${user.name}`} name={user.display_name} password={password} onClose={onClose} />;
  return (
    <ConfirmDialog title={`Reset the password of ${user.name}`} verb="Reset the password" busy="Resetting" mutation={set} onGo={() => set.mutate(password)} onClose={onClose}>
      A new password is made and shown once. The old one stops working, and {user.display_name} is signed out everywhere.
    </ConfirmDialog>
  );
}

export function DisableDialog({ user, onClose }: Props) {
  const change = useChangeUser(user.name);
  const go = () => change.mutate({ disabled: !user.disabled }, { onSuccess: onClose });
  return user.disabled ? (
    <ConfirmDialog title={`Enable ${user.name}`} verb={`Enable ${user.name}`} busy="Enabling" isDanger={false} mutation={change} onGo={go} onClose={onClose}>
      {user.display_name} can sign in again, with the password and the roles from before.
    </ConfirmDialog>
  ) : (
    <ConfirmDialog title={`Disable ${user.name}`} verb={`Disable ${user.name}`} busy="Disabling" mutation={change} onGo={go} onClose={onClose}>
      {user.display_name} is signed out everywhere at once and can’t sign in until enabled again. Roles and changes stay as they are.
    </ConfirmDialog>
  );
}

export function RemoveUserDialog({ user, onClose }: Props) {
  const remove = useRemoveUser(user.name);
  return (
    <ConfirmDialog title={`Remove ${user.name}`} verb={`Remove ${user.name}`} busy="Removing" mutation={remove} onGo={() => remove.mutate(undefined, { onSuccess: onClose })} onClose={onClose}>
      {user.display_name} is signed out everywhere and loses every role. What they changed stays, and so do their records in the audit trail. To keep the roles, disable them instead.
    </ConfirmDialog>
  );
}
