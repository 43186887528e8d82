import { Button, DropdownItem, DropdownList, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, Modal, ModalBody, ModalHeader, Progress, TextInput } from '@patternfly/react-core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Queue, Submission } from '@/api/types';
import { refOf } from '@/shared/data/keys';
import { useCan, useMe } from '@/shared/data/me';
import { useMove, useQueues } from '@/shared/data/queue';
import { useRunAction } from '@/shared/data/runs';
import { useScope } from '@/shared/data/scope';
import { count } from '@/shared/lib/format';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { ClusterName } from '@/shared/ui/ClusterName';
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog';
import { DialogFooter } from '@/shared/ui/DialogFooter';
import { Menu } from '@/shared/ui/Menu';
import { PageHead } from '@/shared/ui/PageHead';
import { Empty, Failure, FailureAlert, Forbidden } from '@/shared/ui/States';
import { TimeAgo } from '@/shared/ui/Times';
import { MenuIcon, WaitingIcon } from '@/shared/ui/icons';
import { priorityProblem } from './priority';
import './queue.css';

export function QueuePage() {
  const can = useCan();
  const me = useMe();
  if (me.data && !can('runs:read')) return <Forbidden permission="runs:read" />;
  return <Queues />;
}

function Queues() {
  const scope = useScope();
  const queues = useQueues(scope.params);
  const shown = queues.data?.items.filter((queue) => queue.items.length > 0) ?? [];
  return (
    <div className="nx-stack">
      <PageHead title="Submission queue">
        <p className="nx-subtle">
          Spark applications that wait until their operator can take them
          {queues.data && ` (at most ${queues.data.max_in_flight_per_cluster} at once on a cluster)`} and until their namespace has cores left. Within a namespace the greatest priority goes first.
        </p>
      </PageHead>
      {queues.isError && queues.data && <FailureAlert error={queues.error} title="The queue is not up to date" onRetry={() => void queues.refetch()} />}
      {queues.isError && !queues.data && <Failure error={queues.error} title="The queue could not be loaded" onRetry={() => void queues.refetch()} />}
      {queues.isPending && (
        <div className="nx-panel">
          <DataTable label="Waiting applications" columns={columnsFor(() => null)} rows={undefined} rowKey={(each: Submission) => each.run} empty={null} />
        </div>
      )}
      {queues.data && shown.length === 0 && (
        <div className="nx-panel">
          <Empty title="Nothing waits to be submitted" icon={WaitingIcon}>
            Applications come here when more are submitted than may be on their way at once, or when their namespace&apos;s policy limits its cores.
          </Empty>
        </div>
      )}
      {shown.map((queue) => (
        <QueuePanel key={`${queue.cluster}/${queue.namespace}`} queue={queue} />
      ))}
    </div>
  );
}

function QueuePanel({ queue }: { queue: Queue }) {
  const navigate = useNavigate();
  const can = useCan();
  const mayMove = can('runs:write', queue);
  const id = `queue-${queue.cluster}-${queue.namespace}`;
  const [chosen, setChosen] = useState<{ submission: Submission; dialog: 'priority' | 'withdraw' }>();
  const move = useMove();
  const menu = (submission: Submission) =>
    submission.place != null && mayMove ? (
      <SubmissionMenu submission={submission} last={queue.waiting} onMove={(place) => move.mutate({ run: submission.run, place })} onChoose={(dialog) => setChosen({ submission, dialog })} />
    ) : null;
  return (
    <section className="nx-panel" aria-labelledby={id}>
      <div className="nx-panel__head">
        <h2 id={id} className="nx-row">
          <span>{queue.namespace}</span> <ClusterName name={queue.cluster} />
        </h2>
        {can('policies:read') && (
          <Link to="/policies" className="nx-link nx-small">
            Limits
          </Link>
        )}
      </div>
      <div className="nx-queue__figures">
        <Figure title="On their way" value={queue.in_flight} most={queue.max_in_flight} />
        <Figure title="Cores in use" value={queue.running_cores} most={queue.max_running_cores} />
        <div className="nx-queue__figure">
          <span>{count(queue.waiting, 'application waits', 'applications wait')}</span>
          {queue.why && <span className="nx-small nx-subtle nx-break">The first: {queue.why}</span>}
        </div>
      </div>
      {move.isError && <FailureAlert error={move.error} title="It was not moved" />}
      <DataTable
        label={`Queue of ${queue.namespace} on ${queue.cluster}`}
        columns={columnsFor(menu)}
        rows={queue.items}
        rowKey={(each) => each.run}
        version={(each) => (each.place ?? 0) * 10_000 + each.priority}
        onOpen={(each) => void navigate({ to: '/clusters/$cluster/namespaces/$namespace/$plural/$name', params: refOf(each) })}
        empty={null}
      />
      {chosen?.dialog === 'priority' && <PriorityDialog submission={chosen.submission} onClose={() => setChosen(undefined)} />}
      {chosen?.dialog === 'withdraw' && <WithdrawDialog submission={chosen.submission} onClose={() => setChosen(undefined)} />}
    </section>
  );
}

function Figure({ title, value, most }: { title: string; value: number; most?: number | null }) {
  if (most == null) {
    return (
      <div className="nx-queue__figure">
        <span>{title}</span>
        <span className="nx-small nx-subtle">{value}, no limit of the namespace</span>
      </div>
    );
  }
  return (
    <div className="nx-queue__figure">
      <Progress title={title} aria-label={title} value={Math.min(100, (100 * value) / most)} label={`${value} of ${most}`} size="sm" variant={value >= most ? 'warning' : undefined} />
    </div>
  );
}

function columnsFor(menu: (submission: Submission) => React.ReactNode): Column<Submission>[] {
  return [
    { id: 'place', title: 'Place', align: 'end', cell: (each) => each.place ?? <span className="nx-subtle">on its way</span>, text: (each) => String(each.place ?? '') },
    {
      id: 'name',
      title: 'Application',
      cell: (each) => (
        <Link to="/clusters/$cluster/namespaces/$namespace/$plural/$name" params={refOf(each)} className="nx-link nx-link--strong nx-break">
          {each.name}
        </Link>
      ),
      text: (each) => each.name,
    },
    { id: 'priority', title: 'Priority', align: 'end', cell: (each) => each.priority, text: (each) => String(each.priority) },
    { id: 'cores', title: 'Cores', align: 'end', cell: (each) => each.cores, text: (each) => String(each.cores) },
    { id: 'author', title: 'By', cell: (each) => each.author, text: (each) => each.author },
    { id: 'queued', title: 'Since', align: 'end', cell: (each) => <TimeAgo at={each.queued_at} />, text: (each) => each.queued_at },
    { id: 'why', title: 'Waits for', wide: true, cell: (each) => <span className="nx-small nx-break">{each.why || 'the operator to submit it'}</span>, text: (each) => each.why },
    { id: 'menu', title: '', align: 'end', cell: menu, text: () => '' },
  ];
}

interface MenuProps {
  submission: Submission;
  last: number;
  onMove: (place: number) => void;
  onChoose: (dialog: 'priority' | 'withdraw') => void;
}

function SubmissionMenu({ submission, last, onMove, onChoose }: MenuProps) {
  const place = submission.place ?? 1;
  return (
    <Menu shouldFocusFirstItemOnOpen shouldFocusToggleOnSelect popperProps={{ position: 'right', appendTo: () => document.body }} toggle={{ variant: 'plain', 'aria-label': `Menu of ${submission.name}`, icon: <MenuIcon /> }}>
      <DropdownList>
        <DropdownItem isDisabled={place === 1} onClick={() => onMove(1)}>
          Move to the front
        </DropdownItem>
        <DropdownItem isDisabled={place === 1} onClick={() => onMove(place - 1)}>
          Move up
        </DropdownItem>
        <DropdownItem isDisabled={place === last} onClick={() => onMove(place + 1)}>
          Move down
        </DropdownItem>
        <DropdownItem isDisabled={place === last} onClick={() => onMove(last)}>
          Move to the end
        </DropdownItem>
        <DropdownItem onClick={() => onChoose('priority')}>Set its priority</DropdownItem>
        <DropdownItem isDanger onClick={() => onChoose('withdraw')}>
          Withdraw
        </DropdownItem>
      </DropdownList>
    </Menu>
  );
}

function PriorityDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const [text, setText] = useState(String(submission.priority));
  const move = useMove();
  const problem = priorityProblem(text);
  const go = () => {
    if (problem === undefined) move.mutate({ run: submission.run, priority: Number(text) }, { onSuccess: onClose });
  };
  return (
    <Modal isOpen onClose={onClose} variant="small" aria-labelledby="priority-title">
      <ModalHeader title={`Priority of ${submission.name}`} labelId="priority-title" />
      <ModalBody className="nx-stack">
        {move.isError && <FailureAlert error={move.error} title="It was not changed" />}
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            go();
          }}
        >
          <FormGroup label="Priority" fieldId="priority">
            <TextInput id="priority" value={text} onChange={(_, value) => setText(value)} inputMode="numeric" validated={problem ? 'error' : 'default'} aria-describedby="priority-help" autoFocus />
            <FormHelperText>
              <HelperText id="priority-help">
                <HelperTextItem variant={problem ? 'error' : 'default'}>{problem ?? 'Greater goes first. It comes to the end of those that have the same.'}</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
        </Form>
      </ModalBody>
      <DialogFooter onCancel={onClose}>
        <Button isDisabled={problem !== undefined || move.isPending} onClick={go}>
          {move.isPending ? 'Setting it' : 'Set the priority'}
        </Button>
      </DialogFooter>
    </Modal>
  );
}

function WithdrawDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const cancel = useRunAction(submission.run);
  return (
    <ConfirmDialog title={`Withdraw ${submission.name}?`} verb="Withdraw" busy="Withdrawing it" mutation={cancel} onGo={() => cancel.mutate('cancel', { onSuccess: onClose })} onClose={onClose}>
      It is not submitted. What was asked for stays on record, and its run can be retried: then it comes into the queue again.
    </ConfirmDialog>
  );
}
