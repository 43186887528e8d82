import { Alert, Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, need } from '@/api/client';
import { shortestPassword } from '@/shared/lib/password';
import { FailureAlert } from '@/shared/ui/States';

/** Changes one's own password. The present one is asked for: an open browser alone must not be enough. */
export function PasswordForm({ user }: { user: string }) {
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => need(api.POST('/api/v1/users/{name}/password', { params: { path: { name: user } }, body: { current_password: present, password: next } })),
    onSuccess: () => {
      setPresent('');
      setNext('');
    },
  });
  const short = next !== '' && next.length < shortestPassword;
  return (
    <section className="nx-panel" aria-labelledby="password-head">
      <div className="nx-panel__head">
        <h2 id="password-head">Password</h2>
      </div>
      <div className="nx-panel__body">
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (present !== '' && next.length >= shortestPassword) change.mutate();
          }}
        >
          {change.isError && <FailureAlert error={change.error} title="The password was not changed" />}
          {change.isSuccess && <Alert variant="success" isInline title="The password is changed" component="p" isLiveRegion />}
          {/* For password managers: which account the new password belongs to. */}
          <input type="text" name="username" autoComplete="username" value={user} readOnly hidden />
          <FormGroup label="Present password" fieldId="present-password">
            <TextInput id="present-password" type="password" value={present} onChange={(_, value) => setPresent(value)} autoComplete="current-password" />
          </FormGroup>
          <FormGroup label="New password" fieldId="new-password">
            <TextInput id="new-password" type="password" value={next} onChange={(_, value) => setNext(value)} autoComplete="new-password" validated={short ? 'error' : 'default'} />
            <FormHelperText>
              <HelperText>
                <HelperTextItem variant={short ? 'error' : 'default'}>{`At least ${shortestPassword} characters. A few words that only you would put together are better than one with signs in it.`}</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
          <div>
            <Button type="submit" isDisabled={present === '' || next.length < shortestPassword || change.isPending}>
              {change.isPending ? 'Changing' : 'Change the password'}
            </Button>
          </div>
        </Form>
      </div>
    </section>
  );
}
