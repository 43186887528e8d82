import { Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Health, ResourceItem, Sync } from '@/api/types';
import { joinList, splitList, toggled } from '@/shared/lib/search';
import { healthLook, healthOrder, syncLook } from '@/shared/status';
import type { Column } from '@/shared/table/DataTable';
import { FilterChips } from '@/shared/table/FilterChips';
import { FilterMenu } from '@/shared/table/FilterMenu';
import { TextFilter } from '@/shared/table/TextFilter';
import { StatusText } from '@/shared/ui/StatusText';
import { ColumnsIcon } from '@/shared/ui/icons';
import { ExportMenu } from './ExportMenu';
import { ViewsMenu } from './ViewsMenu';
import type { ColumnChoice } from './useColumnChoice';

interface Props {
  params: Record<string, string>;
  plural: string;
  columns: readonly Column<ResourceItem>[];
  choice: ColumnChoice;
  counts: Readonly<Record<string, number>> | undefined;
  children: React.ReactNode;
}

/** The filters of a list: they stand in the address, and as chips below. */
export function ListToolbar({ params, plural, columns, choice, counts, children }: Props) {
  const search = useSearch({ from: '/shell/resources/$plural' });
  const navigate = useNavigate({ from: '/resources/$plural' });
  type Filters = Pick<typeof search, 'q' | 'health' | 'sync' | 'label'>;
  // A changed filter starts at the first page.
  const apply = (filters: Filters) => void navigate({ to: '.', search: (old) => ({ ...old, ...filters, page: undefined, cursor: undefined }), replace: 'q' in filters });
  return (
    <Toolbar inset={{ default: 'insetMd' }} className="nx-toolbar" clearAllFilters={() => apply(none)}>
      <ToolbarContent>
        <ToolbarGroup variant="filter-group">
          <ToolbarItem>
            <TextFilter
              words="Filter by name or label=value"
              value={search.q}
              onApply={(q) => apply({ q })}
              onEnter={(text) => {
                const isLabel = /^[^=\s]+=[^=\s]*$/.test(text);
                if (isLabel) apply({ q: undefined, label: toggled(search.label, text) });
                return isLabel;
              }}
              hotkey
              className="nx-toolbar__text"
            />
          </ToolbarItem>
          <ToolbarItem>
            <FilterMenu
              title="Health"
              chosen={splitList(search.health)}
              onToggle={(value) => apply({ health: toggled(search.health, value) })}
              options={healthOrder.map((state) => ({ value: state, label: <StatusText look={healthLook[state]} />, count: counts?.[state] ?? 0 }))}
            />
          </ToolbarItem>
          <ToolbarItem>
            <FilterMenu
              title="Sync"
              chosen={splitList(search.sync)}
              onToggle={(value) => apply({ sync: toggled(search.sync, value) })}
              options={(Object.keys(syncLook) as Sync[]).map((state) => ({ value: state, label: <StatusText look={syncLook[state]} /> }))}
            />
          </ToolbarItem>
        </ToolbarGroup>
        <ToolbarGroup variant="filter-group">
          <ToolbarItem>
            <ViewsMenu plural={plural} />
          </ToolbarItem>
          <ToolbarItem>
            <FilterMenu
              title="Columns"
              icon={<ColumnsIcon />}
              isCounted={false}
              chosen={choice.shown.map((column) => column.id)}
              onToggle={choice.toggle}
              options={columns.filter((column) => !column.always).map((column) => ({ value: column.id, label: column.title }))}
            />
          </ToolbarItem>
          <ToolbarItem>
            <ExportMenu params={params} columns={choice.shown} plural={plural} />
          </ToolbarItem>
        </ToolbarGroup>
        {children}
      </ToolbarContent>
      <FilterChips chips={chipsOf(search).map(({ words, without }) => ({ words, onClose: () => apply(without) }))} onClear={() => apply(none)} />
    </Toolbar>
  );
}

interface Filters {
  q?: string | undefined;
  health?: string | undefined;
  sync?: string | undefined;
  label?: string | undefined;
}

const none: Filters = { q: undefined, health: undefined, sync: undefined, label: undefined };

/** Each filter as a chip, with what remains when it is closed. */
export function chipsOf(search: Filters): { words: string; without: Filters }[] {
  const without = (list: string | undefined, value: string) => joinList(splitList(list).filter((other) => other !== value));
  return [
    ...(search.q ? [{ words: `Name: ${search.q}`, without: { q: undefined } }] : []),
    ...splitList(search.health).map((value) => ({
      words: `Health: ${value in healthLook ? healthLook[value as Health].word : value}`,
      without: { health: without(search.health, value) },
    })),
    ...splitList(search.sync).map((value) => ({ words: `Sync: ${value in syncLook ? syncLook[value as Sync].word : value}`, without: { sync: without(search.sync, value) } })),
    ...splitList(search.label).map((value) => ({ words: `Label: ${value}`, without: { label: without(search.label, value) } })),
  ];
}
