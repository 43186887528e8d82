import { Alert, Button, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { asProblem, type ApiProblem } from '@/api/problem';
import { session } from '@/api/session';
import { useSessionState } from '@/shared/data/me';
import { MarkIcon } from '@/shared/ui/Mark';
import { RequestId } from '@/shared/ui/States';
import './SignInPage.css';

interface Fields {
  username: string;
  password: string;
}

/** Only a path of this page: an address from outside must not be where a person lands after signing in. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}

function sentence(problem: ApiProblem): string {
  if (problem.status === 401) return 'The name or the password is not right.';
  if (problem.status === 429) return 'Too many attempts. Wait a minute, then try again.';
  return problem.detail || problem.title;
}

export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const state = useSessionState();
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const { control, handleSubmit, formState, setFocus, resetField } = useForm<Fields>({ defaultValues: { username: '', password: '' } });
  useEffect(() => {
    document.title = 'Sign in · Nexa';
    setFocus('username');
  }, [setFocus]);

  const done = state === 'in' && !formState.isSubmitting;
  useEffect(() => {
    // The whole address at once: taken apart, its scope would be added a second time.
    if (done) void navigate({ href: safeNext(next), replace: true });
  }, [done, navigate, next]);
  if (done) return null;

  const submit = handleSubmit(async ({ username, password }) => {
    setProblem(null);
    try {
      await session.signIn(username.trim(), password);
    } catch (error) {
      setProblem(asProblem(error));
      resetField('password');
      setTimeout(() => setFocus('password'));
    }
  });

  return (
    <main className="nx-sign-in">
      <section className="nx-sign-in__card">
        <header className="nx-sign-in__head">
          <MarkIcon size={40} />
          <h1>Sign in to Nexa</h1>
          <p className="nx-subtle">Kafka and Spark on all your clusters, in one place.</p>
        </header>
        {problem && (
          <Alert variant="danger" isInline title={sentence(problem)} component="p">
            {problem.status !== 401 && <RequestId problem={problem} />}
          </Alert>
        )}
        <Form onSubmit={(event) => void submit(event)} noValidate>
          <FormGroup label="Name" fieldId="username">
            <Controller
              name="username"
              control={control}
              rules={{ required: true }}
              render={({ field: { ref, ...field }, fieldState }) => (
                <TextInput id="username" {...field} ref={ref} autoComplete="username" autoCapitalize="none" spellCheck={false} validated={fieldState.error ? 'error' : 'default'} isRequired />
              )}
            />
          </FormGroup>
          <FormGroup label="Password" fieldId="password">
            <Controller
              name="password"
              control={control}
              rules={{ required: true }}
              render={({ field: { ref, ...field }, fieldState }) => (
                <TextInput id="password" type="password" {...field} ref={ref} autoComplete="current-password" validated={fieldState.error ? 'error' : 'default'} isRequired />
              )}
            />
          </FormGroup>
          <Button type="submit" isBlock isDisabled={formState.isSubmitting}>
            {formState.isSubmitting ? 'Signing in' : 'Sign in'}
          </Button>
        </Form>
      </section>
    </main>
  );
}
