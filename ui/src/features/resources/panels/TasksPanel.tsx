import type { ResourceDetail } from '@/api/types';
import type { Look } from '@/shared/status';
import { DataTable, type Column } from '@/shared/table/DataTable';
import { Folded } from '@/shared/ui/Folded';
import { StatusText } from '@/shared/ui/StatusText';
import { ErrorIcon, OkIcon, PauseIcon, ProgressIcon } from '@/shared/ui/icons';
import { listAt, text } from '../kinds/fact';

interface Task {
  /** Of a mirror, which has several. */
  connector: string;
  id: string;
  state: string;
  worker: string;
  trace: string;
}

function taskOf(connector: string, task: Record<string, unknown>): Task {
  return { connector, id: text(task.id) ?? '', state: text(task.state) ?? '', worker: text(task.worker_id) ?? '', trace: text(task.trace) ?? '' };
}

/** The tasks that Connect reports of a connector, or of each connector of a mirror. */
export function tasksOf({ observed }: Pick<ResourceDetail, 'observed'>): Task[] {
  return [
    ...listAt(observed, '/status/connectorStatus/tasks').map((task) => taskOf('', task)),
    ...listAt(observed, '/status/connectors').flatMap((connector) => listAt(connector, '/tasks').map((task) => taskOf(text(connector.name) ?? '', task))),
  ];
}

export function taskLook(state: string): Look {
  if (state === 'RUNNING') return { word: 'Running', icon: OkIcon, tone: 'success', rank: 3 };
  if (state === 'FAILED') return { word: 'Failed', icon: ErrorIcon, tone: 'danger', rank: 0 };
  if (state === 'PAUSED' || state === 'STOPPED') return { word: state === 'PAUSED' ? 'Paused' : 'Stopped', icon: PauseIcon, tone: 'neutral', rank: 2 };
  return { word: state || 'Unknown', icon: ProgressIcon, tone: 'info', rank: 1 };
}

const columns: Column<Task>[] = [
  { id: 'id', title: 'Task', align: 'end', cell: (task) => task.id, text: (task) => task.id },
  { id: 'state', title: 'State', cell: (task) => <StatusText look={taskLook(task.state)} />, text: (task) => task.state },
  { id: 'worker', title: 'Worker', cell: (task) => <span className="nx-break">{task.worker || '–'}</span>, text: (task) => task.worker },
  {
    id: 'trace',
    title: 'Error',
    wide: true,
    cell: (task) =>
      task.trace === '' ? (
        '–'
      ) : (
        <>
          <span className="nx-small nx-break">{task.trace.split('\n')[0]}</span>
          <Folded title="The whole trace">
            <span className="nx-trace">{task.trace}</span>
          </Folded>
        </>
      ),
    text: (task) => task.trace,
  },
];

const ofMirrors: Column<Task>[] = [{ id: 'connector', title: 'Connector', cell: (task) => <span className="nx-break">{task.connector}</span>, text: (task) => task.connector }, ...columns];

/** The tasks of a connector, or of a mirror's connectors, each with why it failed. */
export function TasksPanel({ resource }: { resource: ResourceDetail }) {
  const tasks = tasksOf(resource);
  if (tasks.length === 0) return null;
  return (
    <section className="nx-panel" aria-labelledby="tasks">
      <div className="nx-panel__head">
        <h2 id="tasks">Tasks</h2>
      </div>
      <DataTable label="Tasks" columns={tasks.some((task) => task.connector !== '') ? ofMirrors : columns} rows={tasks} rowKey={(task) => `${task.connector} ${task.id}`} empty={null} />
    </section>
  );
}
