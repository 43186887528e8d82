import { Alert, Button, Checkbox, Form, FormGroup, FormSelect, FormSelectOption, Modal, ModalBody, ModalHeader, Radio, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { useClusters } from '@/shared/data/clusters';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { FailureAlert } from '@/shared/ui/States';
import { chosenScope, everything, permissionSummary, scopeWords, type Choice } from './scope';
import { useGiveRole, useRoles, useUsers } from './usePeople';

/** Gives a person a role, on some clusters and in some of their namespaces. */
export function GiveRoleDialog({ user: asked, onClose }: { user?: string; onClose: () => void }) {
  const [user, setUser] = useState(asked ?? '');
  const [role, setRole] = useState('');
  const [where, setWhere] = useState<{ clusters: Choice; namespaces: Choice }>({ clusters: everything, namespaces: everything });
  const users = useUsers({ sort: 'name' }, 500);
  const roles = useRoles(true);
  const known = useClusters().data ?? [];
  const give = useGiveRole();
  const clusters = chosenScope(where.clusters);
  const namespaces = chosenScope(where.namespaces);
  const chosenRole = roles.data?.find((each) => each.name === role);
  const ready = user !== '' && role !== '' && clusters !== undefined && namespaces !== undefined;
  const within = known.filter((cluster) => where.clusters.way !== 'names' || where.clusters.names.includes(cluster.name));
  return (
    <Modal isOpen onClose={onClose} variant="medium" aria-labelledby="give-role">
      <ModalHeader title={asked ? `Give ${asked} a role` : 'Give a role'} labelId="give-role" />
      <ModalBody>
        <Form
          id="give-role-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) give.mutate({ user, role, clusters, namespaces }, { onSuccess: onClose });
          }}
        >
          {give.isError && <FailureAlert error={give.error} title="The role was not given" />}
          {roles.isError && <FailureAlert error={roles.error} title="The roles could not be loaded" onRetry={() => void roles.refetch()} />}
          {!asked && (
            <FormGroup label="Person" fieldId="give-user">
              <FormSelect id="give-user" value={user} onChange={(_, value) => setUser(value)}>
                <FormSelectOption value="" label="Choose a person" isPlaceholder />
                {users.data?.items.map((each) => (
                  <FormSelectOption key={each.name} value={each.name} label={each.display_name === each.name ? each.name : `${each.name} (${each.display_name})`} />
                ))}
              </FormSelect>
            </FormGroup>
          )}
          <FormGroup label="Role" fieldId="give-role-name">
            <FormSelect id="give-role-name" value={role} onChange={(_, value) => setRole(value)}>
              <FormSelectOption value="" label="Choose a role" isPlaceholder />
              {roles.data?.map((each) => (
                <FormSelectOption key={each.name} value={each.name} label={each.description ? `${each.name}: ${each.description}` : each.name} />
              ))}
            </FormSelect>
            {chosenRole && <p className="nx-small nx-subtle">{permissionSummary(chosenRole.permissions)}</p>}
          </FormGroup>
          <ScopeField id="clusters" label="On which clusters" things="clusters" names={known.map((cluster) => cluster.name)} value={where.clusters} onChange={(next) => setWhere({ ...where, clusters: next })} />
          <ScopeField
            id="namespaces"
            label="In which namespaces"
            things="namespaces"
            names={[...new Set(within.flatMap((cluster) => cluster.namespaces))].sort()}
            value={where.namespaces}
            onChange={(next) => setWhere({ ...where, namespaces: next })}
          />
          {ready && <Alert variant="info" isInline isPlain component="p" title={`${user} becomes ${role} on ${scopeWords(clusters, 'clusters')}, in ${scopeWords(namespaces, 'namespaces')}.`} />}
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button type="submit" form="give-role-form" isDisabled={!ready || give.isPending}>
          {give.isPending ? 'Giving' : 'Give the role'}
        </Button>
      </DialogFooter>
    </Modal>
  );
}

interface ScopeProps {
  id: string;
  label: string;
  things: string;
  names: readonly string[];
  value: Choice;
  onChange: (value: Choice) => void;
}

const ways = [
  ['all', (things: string) => `All ${things}, also those that come later`],
  ['names', () => 'By name'],
  ['labels', () => 'By label'],
] as const;

function ScopeField({ id, label, things, names, value, onChange }: ScopeProps) {
  const valid = value.labels.trim() === '' || chosenScope(value) !== undefined;
  return (
    <FormGroup label={label} role="radiogroup" fieldId={`${id}-way`}>
      <div className="nx-choice">
        {ways.map(([way, words]) => (
          <Radio key={way} id={`${id}-${way}`} name={`${id}-way`} label={words(things)} isChecked={value.way === way} onChange={() => onChange({ ...value, way })} />
        ))}
        {value.way === 'names' && (
          <div className="nx-choice__names" role="group" aria-label={label}>
            {names.map((name) => (
              <Checkbox
                key={name}
                id={`${id}-name-${name}`}
                label={name}
                isChecked={value.names.includes(name)}
                onChange={(_, checked) => onChange({ ...value, names: checked ? [...value.names, name] : value.names.filter((other) => other !== name) })}
              />
            ))}
            {names.length === 0 && <span className="nx-subtle">None known yet</span>}
          </div>
        )}
        {value.way === 'labels' && (
          <TextInput
            id={`${id}-labels`}
            aria-label={`Labels of the ${things}`}
            value={value.labels}
            onChange={(_, labels) => onChange({ ...value, labels })}
            placeholder="env=dev, team=data"
            spellCheck={false}
            validated={valid ? 'default' : 'error'}
          />
        )}
      </div>
    </FormGroup>
  );
}
