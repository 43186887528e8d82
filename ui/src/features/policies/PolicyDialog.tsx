import { Alert, Button, Form, FormGroup, FormSelect, FormSelectOption, List, ListItem, Modal, ModalBody, ModalHeader } from '@patternfly/react-core';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import type { NamespacePolicy, PolicyItem } from '@/api/types';
import { useClusters } from '@/shared/data/clusters';
import { useCan } from '@/shared/data/me';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { FailureAlert } from '@/shared/ui/States';
import { draftOf, isValid, openPolicy, policyOf } from './draft';
import { PolicyFields } from './PolicyFields';
import { useSavePolicy, type PolicyPlace } from './usePolicies';
import { policyWords } from './words';

export function PolicyWords({ policy }: { policy: NamespacePolicy }) {
  return (
    <List>
      {policyWords(policy).map((words) => (
        <ListItem key={words}>{words}</ListItem>
      ))}
    </List>
  );
}

interface Props {
  /** What is changed; nothing: a new one is made. */
  item?: PolicyItem;
  known: readonly PolicyItem[];
  onClose: () => void;
}

/** Makes or changes a policy. When somebody else was faster, their policy is shown, and one decides. */
export function PolicyDialog({ item, known, onClose }: Props) {
  const [place, setPlace] = useState<PolicyPlace>({ cluster: item?.cluster ?? '', namespace: item?.namespace ?? '' });
  const [draft, setDraft] = useState(() => draftOf(item?.policy ?? openPolicy));
  const [base, setBase] = useState(item?.version ?? 0);
  const save = useSavePolicy();
  const policy = policyOf(draft);
  const placed = place.cluster !== '' && place.namespace !== '';
  const theirs = known.find((each) => each.cluster === place.cluster && each.namespace === place.namespace);
  const isOvertaken = save.isError && asProblem(save.error).status === 412;
  const submit = (version: number) => save.mutate({ place, policy, version }, { onSuccess: onClose });
  return (
    <Modal isOpen onClose={onClose} variant="medium" aria-labelledby="policy-title">
      <ModalHeader
        title={item ? `Policy of ${item.cluster} / ${item.namespace}` : 'Add a policy'}
        labelId="policy-title"
        description="It is held against every change that is asked for from now on. What runs already is left alone."
      />
      <ModalBody>
        <Form
          id="policy-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (placed && isValid(draft)) submit(base);
          }}
        >
          {save.isError && !isOvertaken && <FailureAlert error={save.error} title="The policy was not saved" />}
          {isOvertaken && (
            <Overtaken
              theirs={theirs}
              onTake={() => {
                setDraft(draftOf(theirs?.policy ?? openPolicy));
                setBase(theirs?.version ?? 0);
                save.reset();
              }}
              onKeep={() => {
                setBase(theirs?.version ?? 0);
                submit(theirs?.version ?? 0);
              }}
            />
          )}
          {!item && <PlaceFields place={place} known={known} onChange={setPlace} />}
          <PolicyFields draft={draft} onChange={setDraft} />
          <section aria-label="What it does" className="nx-stack nx-stack--tight nx-policy__does">
            <strong>{placed ? `In ${place.cluster} / ${place.namespace}` : 'What it does'}</strong>
            <PolicyWords policy={policy} />
          </section>
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button type="submit" form="policy-form" isDisabled={!placed || !isValid(draft) || save.isPending || isOvertaken}>
          {save.isPending ? 'Saving' : item ? 'Save the policy' : 'Add the policy'}
        </Button>
      </DialogFooter>
    </Modal>
  );
}

function Overtaken({ theirs, onTake, onKeep }: { theirs: PolicyItem | undefined; onTake: () => void; onKeep: () => void }) {
  return (
    <Alert
      variant="warning"
      isInline
      title="Somebody changed this policy meanwhile"
      actionLinks={
        <>
          <Button variant="link" isInline onClick={onTake}>
            Go on from theirs
          </Button>
          <Button variant="link" isInline onClick={onKeep}>
            Replace theirs with mine
          </Button>
        </>
      }
    >
      {theirs ? (
        <>
          Now it says:
          <PolicyWords policy={theirs.policy} />
        </>
      ) : (
        'It was removed: now nothing is limited there.'
      )}
    </Alert>
  );
}

/** Where the policy holds. Places that have one already are left out: those are edited. */
function PlaceFields({ place, known, onChange }: { place: PolicyPlace; known: readonly PolicyItem[]; onChange: (place: PolicyPlace) => void }) {
  const can = useCan();
  const clusters = useClusters().data ?? [];
  const taken = (cluster: string, namespace: string) => known.some((each) => each.cluster === cluster && each.namespace === namespace);
  const free = (clusters.find((each) => each.name === place.cluster)?.namespaces ?? []).filter(
    (namespace) => !taken(place.cluster, namespace) && can('policies:write', { cluster: place.cluster, namespace }),
  );
  return (
    <>
      <FormGroup label="Cluster" fieldId="policy-cluster" isRequired>
        <FormSelect id="policy-cluster" value={place.cluster} onChange={(_, cluster) => onChange({ cluster, namespace: '' })} autoFocus>
          <FormSelectOption value="" label="Choose a cluster" isPlaceholder />
          {clusters
            .filter((each) => can('policies:write', { cluster: each.name }))
            .map((each) => (
              <FormSelectOption key={each.name} value={each.name} label={each.name} />
            ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label="Namespace" fieldId="policy-namespace" isRequired>
        <FormSelect id="policy-namespace" value={place.namespace} onChange={(_, namespace) => onChange({ ...place, namespace })} isDisabled={place.cluster === ''}>
          <FormSelectOption value="" label={place.cluster !== '' && free.length === 0 ? 'Each namespace has one already' : 'Choose a namespace'} isPlaceholder />
          {free.map((namespace) => (
            <FormSelectOption key={namespace} value={namespace} label={namespace} />
          ))}
        </FormSelect>
      </FormGroup>
    </>
  );
}
