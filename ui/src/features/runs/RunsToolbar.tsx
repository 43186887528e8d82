import { Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import type { RunState } from '@/api/types';
import { useKinds } from '@/shared/data/kinds';
import { kindWords } from '@/shared/lib/format';
import { joinList, splitList, toggled } from '@/shared/lib/search';
import { runLook } from '@/shared/status';
import { FilterChips } from '@/shared/table/FilterChips';
import { FilterMenu } from '@/shared/table/FilterMenu';
import { TextFilter } from '@/shared/table/TextFilter';
import { StatusText } from '@/shared/ui/StatusText';

export interface RunFilters {
  name?: string | undefined;
  state?: string | undefined;
  kind?: string | undefined;
  who?: string | undefined;
}

const none: RunFilters = { name: undefined, state: undefined, kind: undefined, who: undefined };

/** Each filter in words, with what remains when it is closed. */
export function chipsOf({ name, state, kind, who }: RunFilters): { words: string; without: RunFilters }[] {
  const less = (list: string | undefined, value: string) => joinList(splitList(list).filter((other) => other !== value));
  return [
    ...(name ? [{ words: `Name: ${name}…`, without: { name: undefined } }] : []),
    ...splitList(state).map((value) => ({ words: `State: ${value in runLook ? runLook[value as RunState].word : value}`, without: { state: less(state, value) } })),
    ...splitList(kind).map((value) => ({ words: `Kind: ${kindWords(value)}`, without: { kind: less(kind, value) } })),
    ...(who ? [{ words: `By: ${who}`, without: { who: undefined } }] : []),
  ];
}

/** The filters of the runs: they stand in the address, and as chips below. */
export function RunsToolbar({ search, children }: { search: RunFilters; children: React.ReactNode }) {
  const navigate = useNavigate({ from: '/runs' });
  const kinds = useKinds().data ?? [];
  // A changed filter starts at the first page.
  const apply = (change: RunFilters) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...change, page: undefined, cursor: undefined }), replace: 'name' in change || 'who' in change });
  return (
    <Toolbar inset={{ default: 'insetMd' }}>
      <ToolbarContent>
        <ToolbarItem>
          <TextFilter words="Name begins with" value={search.name} onApply={(name) => apply({ name })} hotkey />
        </ToolbarItem>
        <ToolbarItem>
          <FilterMenu
            title="State"
            chosen={splitList(search.state)}
            onToggle={(value) => apply({ state: toggled(search.state, value) })}
            options={(Object.keys(runLook) as RunState[]).map((state) => ({ value: state, label: <StatusText look={runLook[state]} /> }))}
          />
        </ToolbarItem>
        <ToolbarItem>
          <FilterMenu title="Kind" chosen={splitList(search.kind)} onToggle={(value) => apply({ kind: toggled(search.kind, value) })} options={kinds.map((kind) => ({ value: kind.kind, label: kindWords(kind.kind) }))} />
        </ToolbarItem>
        <ToolbarItem>
          <TextFilter words="By whom" value={search.who} onApply={(who) => apply({ who })} />
        </ToolbarItem>
        <ToolbarItem align={{ default: 'alignEnd' }}>{children}</ToolbarItem>
      </ToolbarContent>
      <FilterChips chips={chipsOf(search).map(({ words, without }) => ({ words, onClose: () => apply(without) }))} onClear={() => apply(none)} />
    </Toolbar>
  );
}
