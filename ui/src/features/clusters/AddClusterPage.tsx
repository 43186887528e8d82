import { Button, FileUpload, Form, FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useCan, useMe } from '@/shared/data/me';
import { PageHead } from '@/shared/ui/PageHead';
import { FailureAlert, Forbidden } from '@/shared/ui/States';
import { CheckList } from './CheckList';
import { ColourPicker } from './ColourPicker';
import { namePattern, parseLabels, suggestName } from './labels';
import { useCheckKubeconfig, useCreateCluster } from './useClusterAdmin';
import './clusters.css';

interface Fields {
  name: string;
  labels: string;
  colour: string;
}

export function AddClusterPage() {
  const can = useCan();
  const me = useMe();
  if (me.data && !can('clusters:write')) return <Forbidden permission="clusters:write" />;
  return (
    <div className="nx-stack">
      <PageHead
        title="Add a cluster"
        before={
          <nav className="nx-row nx-small nx-subtle" aria-label="Where this is">
            <Link to="/clusters" className="nx-link">
              Clusters
            </Link>
          </nav>
        }
      >
        <p className="nx-subtle">Everything is checked before anything is saved.</p>
      </PageHead>
      <AddCluster />
    </div>
  );
}

function AddCluster() {
  const [kubeconfig, setKubeconfig] = useState('');
  const [filename, setFilename] = useState('');
  const [context, setContext] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const check = useCheckKubeconfig();
  const create = useCreateCluster();
  const navigate = useNavigate();
  const form = useForm<Fields>({ mode: 'onTouched', defaultValues: { name: '', labels: '', colour: 'blue' } });

  const run = (text: string, chosen: string) => {
    create.reset();
    if (text.trim() === '') {
      check.reset();
      return;
    }
    check.mutate(
      { kubeconfig: text, ...(chosen ? { context: chosen } : {}) },
      {
        onSuccess: (report) => {
          setContext(report.context);
          if (!form.getFieldState('name').isDirty) form.setValue('name', suggestName(report.context), { shouldValidate: true });
        },
      },
    );
  };
  const save = form.handleSubmit(({ name, labels, colour }) =>
    create.mutate(
      { name, kubeconfig, colour, ...(context ? { context } : {}), labels: parseLabels(labels) },
      { onSuccess: (cluster) => void navigate({ to: '/clusters/$cluster', params: { cluster: cluster.name } }) },
    ),
  );
  const report = check.data;
  return (
    <div className="nx-add">
      <div className="nx-stack">
        <section className="nx-panel" aria-labelledby="add-kubeconfig">
          <div className="nx-panel__head">
            <h2 id="add-kubeconfig">1. Kubeconfig</h2>
            <Button variant="secondary" size="sm" isDisabled={kubeconfig.trim() === '' || check.isPending} onClick={() => run(kubeconfig, context)}>
              {check.isPending ? 'Checking' : 'Check'}
            </Button>
          </div>
          <div className="nx-panel__body nx-stack">
            <FileUpload
              id="kubeconfig"
              type="text"
              value={kubeconfig}
              filename={filename}
              filenamePlaceholder="Drop a file here, or paste below"
              browseButtonText="Choose a file"
              clearButtonText="Clear"
              textAreaPlaceholder="apiVersion: v1&#10;kind: Config"
              aria-label="Kubeconfig"
              allowEditingUploadedText
              onFileInputChange={(_, file) => setFilename(file.name)}
              onDataChange={(_, text) => {
                setKubeconfig(text);
                run(text, '');
              }}
              onTextChange={(_, text) => {
                setKubeconfig(text);
                // Checked when the typing, or the pasting, is over.
                clearTimeout(timer.current);
                timer.current = setTimeout(() => run(text, ''), 600);
              }}
              onClearClick={() => {
                setKubeconfig('');
                setFilename('');
                setContext('');
                check.reset();
              }}
            />
            <p className="nx-small nx-subtle">It is sealed with a key that only this server has, and never shown again. Commands (exec), file paths and proxies in it are refused.</p>
            {report && report.contexts.length > 1 && (
              <FormGroup label="Context" fieldId="context">
                <FormSelect
                  id="context"
                  value={context}
                  onChange={(_, chosen) => {
                    setContext(chosen);
                    run(kubeconfig, chosen);
                  }}
                >
                  {report.contexts.map((name) => (
                    <FormSelectOption key={name} value={name} label={name} />
                  ))}
                </FormSelect>
              </FormGroup>
            )}
          </div>
        </section>
        <section className="nx-panel" aria-labelledby="add-name">
          <div className="nx-panel__head">
            <h2 id="add-name">3. Name and colour</h2>
          </div>
          <div className="nx-panel__body">
            <Form onSubmit={(event) => void save(event)} noValidate>
              {create.isError && <FailureAlert error={create.error} title="The cluster was not added" />}
              <Controller
                name="name"
                control={form.control}
                rules={{ required: 'Give it a name.', pattern: { value: namePattern, message: 'Lower case letters, digits and hyphens, at most 63.' } }}
                render={({ field: { ref, ...field }, fieldState }) => (
                  <FormGroup label="Name" fieldId="cluster-name" isRequired>
                    <TextInput id="cluster-name" {...field} ref={ref} validated={fieldState.error ? 'error' : 'default'} spellCheck={false} autoComplete="off" />
                    <Help error={fieldState.error?.message}>How people and commands call it, for example dev-eu.</Help>
                  </FormGroup>
                )}
              />
              <Controller
                name="labels"
                control={form.control}
                rules={{ validate: (value) => parseLabels(value) !== undefined || 'Write labels as key=value, with commas between.' }}
                render={({ field: { ref, ...field }, fieldState }) => (
                  <FormGroup label="Labels" fieldId="cluster-labels">
                    <TextInput id="cluster-labels" {...field} ref={ref} validated={fieldState.error ? 'error' : 'default'} spellCheck={false} placeholder="env=dev, region=eu" />
                    <Help error={fieldState.error?.message}>Roles can be given by label.</Help>
                  </FormGroup>
                )}
              />
              <FormGroup label="Colour" role="group">
                <Controller name="colour" control={form.control} render={({ field }) => <ColourPicker value={field.value} onChange={field.onChange} />} />
                <Help>The line under the top bar when this cluster is in scope.</Help>
              </FormGroup>
              <div className="nx-row">
                <Button type="submit" isDisabled={!report?.ok || create.isPending || check.isPending}>
                  {create.isPending ? 'Adding' : 'Add the cluster'}
                </Button>
                {!report?.ok && <span className="nx-small nx-subtle">{report ? 'A check failed: mend it first.' : 'Check the kubeconfig first.'}</span>}
              </div>
            </Form>
          </div>
        </section>
      </div>
      <section className="nx-panel" aria-labelledby="add-checks">
        <div className="nx-panel__head">
          <h2 id="add-checks">2. Checks</h2>
          {report?.server && <span className="nx-small nx-subtle nx-mono nx-break">{report.server}</span>}
        </div>
        {check.isError && <div className="nx-panel__body"><FailureAlert error={check.error} title="The kubeconfig could not be checked" onRetry={() => run(kubeconfig, context)} /></div>}
        <CheckList report={report} isChecking={check.isPending} />
      </section>
    </div>
  );
}

function Help({ error, children }: { error?: string | undefined; children: React.ReactNode }) {
  return (
    <FormHelperText>
      <HelperText>
        <HelperTextItem variant={error ? 'error' : 'default'}>{error ?? children}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}
