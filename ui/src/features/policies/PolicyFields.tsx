import { Checkbox, FormGroup, FormHelperText, HelperText, HelperTextItem, Radio, Switch, TextArea, TextInput } from '@patternfly/react-core';
import { useKinds } from '@/shared/data/kinds';
import { kindWords } from '@/shared/lib/format';
import { amountProblem, amounts, linesOf, type AmountName, type Draft, type Limit, type ListName } from './draft';

interface ListWords {
  label: string;
  all: string;
  only: string;
  help: string;
  example: string;
}

const listWords: Record<Exclude<ListName, 'kinds'>, ListWords> = {
  service_accounts: {
    label: 'Service accounts',
    all: 'Any service account',
    only: 'Only these',
    help: 'Whom drivers, executors and brokers may run as. One name a line.',
    example: 'spark\nkafka-connect',
  },
  images: {
    label: 'Images',
    all: 'Any image',
    only: 'Only those that match',
    help: 'Where container images may come from. One pattern a line; a * stands for any text.',
    example: 'registry.example/team-a/*',
  },
  volumes: {
    label: 'Volume types',
    all: 'Any type',
    only: 'Only these',
    help: 'What may be mounted, by the names that Kubernetes gives the types. One a line.',
    example: 'emptyDir\nconfigMap\nsecret',
  },
};

const amountWords: Record<AmountName, { label: string; help: string; example: string }> = {
  max_cpu: { label: 'Most CPU', help: 'What one pod or container may ask for: 4, or 500m for half a core. Empty: no limit.', example: '4' },
  max_memory: { label: 'Most memory', help: 'What one pod or container may ask for, of Spark with its overhead: 16Gi. Empty: no limit.', example: '16Gi' },
  max_submissions: { label: 'Most submissions at once', help: 'How many Spark applications may be on their way to the operator; others wait in the queue. Empty: only the limit of the whole cluster.', example: '10' },
  max_running_cores: { label: 'Most running cores', help: 'Of all Spark applications of the namespace together; others wait in the queue. Empty: no limit.', example: '200' },
  max_instances: { label: 'Most executors or replicas', help: 'How many one resource may have. Empty: no limit.', example: '10' },
};

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Every field of a policy, each with what it is about. */
export function PolicyFields({ draft, onChange }: Props) {
  const kinds = useKinds().data ?? [];
  const chosen = linesOf(draft.kinds.text);
  const toggle = (kind: string) => onChange({ ...draft, kinds: { ...draft.kinds, text: (chosen.includes(kind) ? chosen.filter((other) => other !== kind) : [...chosen, kind]).join('\n') } });
  return (
    <>
      <LimitField name="kinds" label="Kinds" all="Every kind" only="Only these" help="What may be created or changed here through Nexa." limit={draft.kinds} onChange={(limit) => onChange({ ...draft, kinds: limit })}>
        <div className="nx-choice__names" role="group" aria-label="Kinds that are allowed">
          {kinds.map((each) => (
            <Checkbox key={each.kind} id={`policy-kind-${each.kind}`} label={kindWords(each.kind)} isChecked={chosen.includes(each.kind)} onChange={() => toggle(each.kind)} />
          ))}
        </div>
      </LimitField>
      {(Object.keys(listWords) as Exclude<ListName, 'kinds'>[]).map((name) => (
        <LimitField key={name} name={name} {...listWords[name]} limit={draft[name]} onChange={(limit) => onChange({ ...draft, [name]: limit })}>
          <TextArea
            id={`policy-${name}`}
            aria-label={`${listWords[name].label} that are allowed`}
            value={draft[name].text}
            onChange={(_, text) => onChange({ ...draft, [name]: { only: true, text } })}
            placeholder={listWords[name].example}
            rows={3}
            resizeOrientation="vertical"
            spellCheck={false}
          />
        </LimitField>
      ))}
      <FormGroup label="Access to the node" fieldId="policy-host">
        <Switch id="policy-host" label={draft.host_access ? 'Allowed' : 'Not allowed'} isChecked={draft.host_access} onChange={(_, host_access) => onChange({ ...draft, host_access })} aria-describedby="policy-host-help" />
        <Help id="policy-host-help">Host network and namespaces, privileged containers, and hostPath volumes.</Help>
      </FormGroup>
      {amounts.map((name) => (
        <AmountField key={name} name={name} value={draft[name]} onChange={(value) => onChange({ ...draft, [name]: value })} />
      ))}
    </>
  );
}

function Help({ id, children, isWrong = false }: { id: string; children: React.ReactNode; isWrong?: boolean }) {
  return (
    <FormHelperText>
      <HelperText id={id}>
        <HelperTextItem variant={isWrong ? 'error' : 'default'}>{children}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}

interface LimitProps {
  name: ListName;
  label: string;
  all: string;
  only: string;
  help: string;
  limit: Limit;
  onChange: (limit: Limit) => void;
  /** What is allowed, once it is limited. */
  children: React.ReactNode;
}

function LimitField({ name, label, all, only, help, limit, onChange, children }: LimitProps) {
  return (
    <FormGroup label={label} role="radiogroup" fieldId={`policy-${name}-way`}>
      <div className="nx-choice">
        <div className="nx-row nx-policy__ways">
          <Radio id={`policy-${name}-all`} name={`policy-${name}-way`} label={all} isChecked={!limit.only} onChange={() => onChange({ ...limit, only: false })} />
          <Radio id={`policy-${name}-only`} name={`policy-${name}-way`} label={only} isChecked={limit.only} onChange={() => onChange({ ...limit, only: true })} />
        </div>
        {limit.only && children}
      </div>
      <Help id={`policy-${name}-help`} isWrong={false}>
        {help} {limit.only && linesOf(limit.text).length === 0 && 'Nothing is named yet: that allows none.'}
      </Help>
    </FormGroup>
  );
}

function AmountField({ name, value, onChange }: { name: AmountName; value: string; onChange: (value: string) => void }) {
  const problem = amountProblem(name, value);
  const { label, help, example } = amountWords[name];
  return (
    <FormGroup label={label} fieldId={`policy-${name}`}>
      <TextInput
        id={`policy-${name}`}
        value={value}
        onChange={(_, next) => onChange(next)}
        placeholder={example}
        validated={problem ? 'error' : 'default'}
        inputMode={name === 'max_instances' ? 'numeric' : 'text'}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`policy-${name}-help`}
      />
      <Help id={`policy-${name}-help`} isWrong={problem !== undefined}>
        {problem ?? help}
      </Help>
    </FormGroup>
  );
}
