import { Checkbox, Skeleton } from '@patternfly/react-core';
import { ActionsColumn, Table, Tbody, Td, Th, Thead, Tr, type IAction } from '@patternfly/react-table';
import { memo, useEffect, useRef, useState } from 'react';
import { useHotkeys } from '../lib/hotkeys';
import { nextSort } from '../lib/search';
import './DataTable.css';

/** One column: what a cell shows, what it is in an export, and by which name the server sorts it. */
export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => React.ReactNode;
  /** For CSV and JSON. */
  text: (row: T) => string;
  sort?: string;
  align?: 'end';
  /** Can't be hidden. */
  always?: boolean;
  /** Hidden until chosen. */
  extra?: boolean;
  /** Breaks lines; other columns stay on one. */
  wide?: boolean;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  /** Undefined while the first answer is awaited. */
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  /** Grows with each change of the row: a change is shown by a short highlight. */
  version?: (row: T) => number;
  isGone?: (row: T) => boolean;
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  actions?: (row: T) => IAction[];
  /** A menu of its own, in place of one that holds `actions`. */
  menu?: (row: T) => React.ReactNode;
  selected?: ReadonlySet<string>;
  onSelect?: (keys: ReadonlySet<string>) => void;
  onOpen?: (row: T) => void;
  onEdit?: (row: T) => void;
  /** What stands in place of the rows when there are none. */
  empty: React.ReactNode;
  /** The row whose details are open beside the table. */
  openKey?: string | undefined;
  isStale?: boolean;
}

/** The table of every list: sorting, selection, keys (j, k, Enter, x, e), live changes in place. On narrow screens each row is a card. */
export function DataTable<T>(props: Props<T>) {
  const { label, columns, rows, rowKey, sort, onSort, selected, onSelect, empty } = props;
  const [active, setActive] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(props, active, setActive, body);

  if (rows?.length === 0) return <>{empty}</>;
  const sortColumn = sort?.replace(/^-/, '');
  const sortIndex = columns.findIndex((column) => column.sort !== undefined && column.sort === sortColumn);
  const hasMenu = Boolean(props.actions ?? props.menu);
  const allSelected = rows !== undefined && selected !== undefined && rows.length > 0 && rows.every((row) => selected.has(rowKey(row)));
  return (
    <div className="nx-table__scroll">
      <Table aria-label={label} variant="compact" gridBreakPoint="grid-md" className={`nx-table ${props.isStale ? 'nx-table--stale' : ''}`}>
        <Thead>
          <Tr>
            {onSelect && (
              <Th aria-label="Select" className="nx-table__check">
                <Checkbox
                  id={`${label}-all`}
                  aria-label="Select all on this page"
                  isChecked={allSelected}
                  onChange={(_, checked) => onSelect(new Set(checked ? rows?.map(rowKey) : []))}
                />
              </Th>
            )}
            {columns.map((column, index) => (
              <Th
                key={column.id}
                modifier="nowrap"
                className={`${column.align === 'end' ? 'nx-table__end' : ''} ${column.wide ? 'nx-table__wide' : ''}`}
                {...(column.sort !== undefined && onSort
                  ? {
                      sort: {
                        columnIndex: index,
                        sortBy: { ...(sortIndex >= 0 ? { index: sortIndex } : {}), direction: sort?.startsWith('-') ? ('desc' as const) : ('asc' as const) },
                        onSort: () => onSort(nextSort(sort, column.sort ?? '')),
                      },
                    }
                  : {})}
              >
                {column.title}
              </Th>
            ))}
            {hasMenu && <Th screenReaderText="Actions" className="nx-table__actions" />}
          </Tr>
        </Thead>
        <Tbody ref={body}>
          {rows
            ? rows.map((row, index) => (
                <Row
                  key={rowKey(row)}
                  row={row}
                  id={rowKey(row)}
                  columns={columns}
                  version={props.version?.(row) ?? 0}
                  gone={props.isGone?.(row) ?? false}
                  isActive={index === active}
                  isOpen={props.openKey === rowKey(row)}
                  isSelected={selected?.has(rowKey(row))}
                  onToggle={onSelect && (() => onSelect(toggle(selected, rowKey(row))))}
                  actions={props.actions}
                  menu={props.menu}
                />
              ))
            : Array.from({ length: 8 }, (_, index) => (
                <Tr key={index} className="nx-late">
                  {onSelect && <Td />}
                  {columns.map((column, position) => (
                    <Td key={column.id} dataLabel={column.title}>
                      <Skeleton width={position === 0 ? '70%' : '45%'} screenreaderText={index + position === 0 ? 'Loading' : ''} />
                    </Td>
                  ))}
                  {hasMenu && <Td />}
                </Tr>
              ))}
        </Tbody>
      </Table>
    </div>
  );
}

function toggle(selected: ReadonlySet<string> | undefined, key: string): Set<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

function useRowKeys<T>(props: Props<T>, active: number, setActive: (index: number) => void, body: React.RefObject<HTMLTableSectionElement | null>): void {
  const { rows = [], rowKey } = props;
  const row = rows[active];
  const move = (by: number) => {
    const next = Math.min(Math.max(active + by, 0), rows.length - 1);
    setActive(next);
    body.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  useHotkeys('part', 'In a list', [
    { keys: 'j', words: 'Next row', run: () => move(1) },
    { keys: 'k', words: 'Previous row', run: () => move(-1) },
    ...(props.onOpen ? [{ keys: 'Enter', words: 'Open the row', run: () => row && props.onOpen?.(row) }] : []),
    ...(props.onSelect ? [{ keys: 'x', words: 'Select the row', run: () => row && props.onSelect?.(toggle(props.selected, rowKey(row))) }] : []),
    ...(props.onEdit ? [{ keys: 'e', words: 'Edit the row', run: () => row && props.onEdit?.(row) }] : []),
  ]);
}

interface RowProps<T> {
  row: T;
  id: string;
  columns: readonly Column<T>[];
  version: number;
  gone: boolean;
  isActive: boolean;
  isOpen: boolean;
  isSelected: boolean | undefined;
  onToggle: (() => void) | undefined;
  actions: ((row: T) => IAction[]) | undefined;
  menu: ((row: T) => React.ReactNode) | undefined;
}

function RowOf<T>({ row, id, columns, version, gone, isActive, isOpen, isSelected, onToggle, actions, menu }: RowProps<T>) {
  const element = useFlash(version);
  const items = gone ? [] : (actions?.(row) ?? []);
  return (
    <Tr ref={element} className={`${isActive ? 'nx-table__active' : ''} ${isOpen ? 'nx-table__open' : ''} ${gone ? 'nx-table__gone' : ''}`}>
      {onToggle && (
        <Td className="nx-table__check">
          <Checkbox id={`select-${id}`} aria-label={`Select ${id}`} isChecked={isSelected ?? false} onChange={onToggle} />
        </Td>
      )}
      {columns.map((column) => (
        <Td key={column.id} dataLabel={column.title} className={`${column.align === 'end' ? 'nx-table__end' : ''} ${column.wide ? 'nx-table__wide' : 'nx-table__line'}`}>
          {column.cell(row)}
        </Td>
      ))}
      {menu && <Td isActionCell>{!gone && menu(row)}</Td>}
      {actions && (
        <Td isActionCell>{items.length > 0 && <ActionsColumn items={items} popperProps={{ position: 'right', appendTo: () => document.body }} />}</Td>
      )}
    </Tr>
  );
}

const Row = memo(RowOf) as typeof RowOf;

/** A short highlight whenever the version changes while the row is on screen. */
function useFlash(version: number): React.RefObject<HTMLTableRowElement | null> {
  const element = useRef<HTMLTableRowElement>(null);
  const seen = useRef(version);
  useEffect(() => {
    if (seen.current === version) return;
    seen.current = version;
    if (globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    element.current?.animate([{ backgroundColor: 'var(--nx-flash)' }, { backgroundColor: 'transparent' }], { duration: 1600, easing: 'ease-out' });
  }, [version]);
  return element;
}
