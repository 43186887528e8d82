import { Button, FormSelect, FormSelectOption, SearchInput, Switch, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { KeptLog, ResourceRef } from '@/api/types';
import { download } from '@/shared/lib/download';
import { useHotkeys } from '@/shared/lib/hotkeys';
import { count } from '@/shared/lib/format';
import { Empty, Failure, Lines } from '@/shared/ui/States';
import { DownloadIcon, HistoryIcon } from '@/shared/ui/icons';
import { usePods } from '../panels/data';
import { useKeptLogs } from './useKeptLogs';
import { useLog } from './useLog';

/** The log of the driver or of an executor, also of attempts whose pods are gone: follow, search, wrap, download. */
export default function LogsTab({ reference, isGone = false }: { reference: ResourceRef; isGone?: boolean }) {
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(true);
  const [text, setText] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState('');
  const attempts = useKeptLogs(reference).data ?? [];
  const executors = usePods(reference, 'Progressing', !isGone).data?.filter((pod) => pod.role === 'executor') ?? [];
  const [source, id] = chosen.split(':');
  const log = useLog(reference, follow, source === 'kept' ? { kept: id ?? '' } : source === 'pod' ? { pod: id ?? '' } : {});
  const needle = useDeferredValue(text.toLowerCase());
  const lines = useMemo(() => (needle === '' ? log.lines : log.lines.filter((line) => line.toLowerCase().includes(needle))), [log.lines, needle]);
  useHotkeys('part', 'Log', [
    { keys: '/', words: 'Search the log', run: () => search.current?.focus() },
    { keys: 'f', words: 'Follow the log, or stop', run: () => setFollow(!follow) },
    { keys: 'w', words: 'Wrap lines, or not', run: () => setWrap(!wrap) },
  ]);

  if (log.error && log.lines.length === 0) return <Failure error={log.error} title="The log could not be loaded" onRetry={log.retry} />;
  return (
    <div className="nx-panel">
      <Toolbar inset={{ default: 'insetMd' }}>
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput ref={search} value={text} onChange={(_, value) => setText(value)} onClear={() => setText('')} placeholder="Search the log" aria-label="Search the log" />
          </ToolbarItem>
          {attempts.length + executors.length > 0 && (
            <ToolbarItem>
              <FormSelect aria-label="Which log" value={chosen} onChange={(_, value) => setChosen(value)}>
                <FormSelectOption value="" label="The driver, now" />
                {executors.map((pod) => (
                  <FormSelectOption key={pod.name} value={`pod:${pod.name}`} label={`Executor ${pod.name}`} />
                ))}
                {attempts.map((each) => (
                  <FormSelectOption key={each.id} value={`kept:${each.id}`} label={attemptWords(each)} />
                ))}
              </FormSelect>
            </ToolbarItem>
          )}
          <ToolbarItem alignSelf="center">
            <Switch id="log-follow" label="Follow" isChecked={follow && !log.kept} isDisabled={log.kept !== null} onChange={(_, on) => setFollow(on)} />
          </ToolbarItem>
          <ToolbarItem alignSelf="center">
            <Switch id="log-wrap" label="Wrap" isChecked={wrap} onChange={(_, on) => setWrap(on)} />
          </ToolbarItem>
          <ToolbarItem alignSelf="center">
            <span className="nx-small nx-subtle">{needle === '' ? count(log.lines.length, 'line') : `${lines.length} of ${count(log.lines.length, 'line')}`}</span>
          </ToolbarItem>
          <ToolbarItem align={{ default: 'alignEnd' }}>
            <Button variant="control" icon={<DownloadIcon />} isDisabled={log.lines.length === 0} onClick={() => download(`${source === 'pod' ? id : `${reference.name}-driver`}.log`, 'text/plain', `${log.lines.join('\n')}\n`)}>
              Download
            </Button>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {log.kept && <KeptNote log={attempts.find(({ id }) => id === log.kept)} />}
      {log.isLoading && <div className="nx-panel__body"><Lines count={10} /></div>}
      {!log.isLoading && log.lines.length === 0 && (
        <Empty title="The log is empty" icon={HistoryIcon}>
          The driver has written nothing yet, or its pod is gone.
        </Empty>
      )}
      {lines.length > 0 && <LogLines lines={lines} first={needle === '' ? log.dropped + 1 : null} needle={needle} wrap={wrap} follow={follow} onLeaveEnd={() => setFollow(false)} />}
    </div>
  );
}

/** "Attempt of 12:03, FAILED" */
function attemptWords({ attempt, state, role, pod }: KeptLog): string {
  return `Attempt of ${new Date(attempt).toLocaleString()}, ${role === 'executor' ? `executor ${pod}` : state}`;
}

function KeptNote({ log }: { log: KeptLog | undefined }) {
  return <p className="nx-panel__body nx-small nx-subtle">{`Kept by Nexa when the attempt ended${log?.cut ? ': the last 10 MB' : ''}. It stays for 30 days, also when the pod is gone.`}</p>;
}

interface LinesProps {
  lines: readonly string[];
  /** The number of the first line, or null when lines are left out between. */
  first: number | null;
  needle: string;
  wrap: boolean;
  follow: boolean;
  onLeaveEnd: () => void;
}

function LogLines({ lines, first, needle, wrap, follow, onLeaveEnd }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, follow]);
  return (
    <div
      ref={box}
      className={`nx-log ${wrap ? 'nx-log--wrap' : ''}`}
      tabIndex={0}
      role="log"
      aria-label="Log"
      aria-live="off"
      onWheel={(event) => {
        // Scrolling up means reading: the log then stands still.
        if (follow && event.deltaY < 0) onLeaveEnd();
      }}
    >
      {lines.map((line, index) => (
        <div key={first === null ? index : first + index} className={`nx-log__line ${levelClass(line)}`}>
          {first !== null && <span className="nx-log__number" aria-hidden>{first + index}</span>}
          <span>{needle === '' ? line : marked(line, needle)}</span>
        </div>
      ))}
    </div>
  );
}

function levelClass(line: string): string {
  const head = line.slice(0, 60);
  if (/\b(ERROR|FATAL)\b|^\s*(Caused by|Exception in)/.test(head)) return 'nx-log__line--error';
  return /\bWARN(ING)?\b/.test(head) ? 'nx-log__line--warning' : '';
}

/** The line with what was searched for marked. */
function marked(line: string, needle: string): React.ReactNode {
  const parts: React.ReactNode[] = [];
  const lower = line.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, from)) {
    parts.push(line.slice(from, at), <mark key={at}>{line.slice(at, at + needle.length)}</mark>);
    from = at + needle.length;
  }
  parts.push(line.slice(from));
  return parts;
}
