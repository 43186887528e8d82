import { Modal } from '@patternfly/react-core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useActions } from '@/shared/data/actions';
import { useClusters } from '@/shared/data/clusters';
import { useKinds } from '@/shared/data/kinds';
import { useCan } from '@/shared/data/me';
import { SearchIcon } from '@/shared/ui/icons';
import { actionEntries, clusterEntries, matching, offeredEntries, pageEntries, recentEntries, resourceEntries, type Entry, type Section } from './entries';
import { useFound } from './useFound';
import './palette.css';

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

/** Finds resources, pages and actions by typing. A combobox: the focus stays in the field, the arrows choose. */
export default function Palette({ onClose, onHelp }: Props) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { sections, isSearching } = useSections(text.trim(), onHelp);
  const entries = sections.flatMap((section) => section.entries);
  const current = entries[Math.min(active, entries.length - 1)];

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && entries.length > 0) {
      event.preventDefault();
      const next = (Math.min(active, entries.length - 1) + by + entries.length) % entries.length;
      setActive(next);
      document.getElementById(entries[next]?.id ?? '')?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      choose(current);
    }
  };

  return (
    <Modal isOpen onClose={onClose} variant="medium" position="top" aria-label="Search" className="nx-palette" disableFocusTrap={false}>
      <div className="nx-palette__field">
        <SearchIcon />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={current?.id}
          aria-label="Search resources, pages and actions"
          placeholder="Search resources, pages and actions"
          value={text}
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id="palette-list" role="listbox" aria-label="Found" className="nx-palette__list">
        {sections.map((section) => (
          <div key={section.title} role="group" aria-label={section.title}>
            <div className="nx-palette__title nx-small nx-subtle">{section.title}</div>
            {section.entries.map((entry) => (
              <Option key={entry.id} entry={entry} isActive={entry === current} onChoose={() => choose(entry)} onPoint={() => setActive(entries.indexOf(entry))} />
            ))}
          </div>
        ))}
        {entries.length === 0 && <p className="nx-palette__none nx-subtle">{isSearching ? 'Searching' : `Nothing is called “${text.trim()}”.`}</p>}
      </div>
      <footer className="nx-palette__foot nx-small nx-subtle" aria-hidden>
        <span>
          <kbd className="nx-kbd">↑</kbd> <kbd className="nx-kbd">↓</kbd> choose
        </span>
        <span>
          <kbd className="nx-kbd">Enter</kbd> open
        </span>
        <span>
          <kbd className="nx-kbd">Esc</kbd> close
        </span>
      </footer>
    </Modal>
  );
}

function useSections(text: string, onHelp: () => void): { sections: Section[]; isSearching: boolean } {
  const navigate = useNavigate();
  const can = useCan();
  const kinds = useKinds().data ?? [];
  const clusters = useClusters().data ?? [];
  const deferred = useDeferredValue(text);
  const found = useFound(deferred);
  const pages = pageEntries(can, navigate);
  const actions = actionEntries(kinds, can, navigate, onHelp);
  const here = useOfferedHere(navigate);
  const sections =
    text === ''
      ? [
          here,
          { title: 'Recent', entries: recentEntries(navigate) },
          { title: 'Pages', entries: pages },
          { title: 'Actions', entries: actions },
        ]
      : // What is known at once comes first: what the server finds later never moves it away from under a finger that is on Enter.
        [
          { ...here, entries: matching(here.entries, text) },
          { title: 'Pages', entries: matching(pages, text) },
          { title: 'Actions', entries: matching(actions, text) },
          { title: 'Clusters', entries: matching(clusterEntries(clusters, navigate), text) },
          { title: 'Resources', entries: resourceEntries(found.data ?? [], navigate) },
        ];
  return { sections: sections.filter((section) => section.entries.length > 0), isSearching: found.isFetching || deferred !== text };
}

/** What can be done now with the resource that is on the page. */
function useOfferedHere(navigate: ReturnType<typeof useNavigate>): Section {
  const { cluster, namespace, plural, name } = useParams({ strict: false });
  const ref = cluster && namespace && plural && name ? { cluster, namespace, plural, name } : undefined;
  const list = useActions(ref).data;
  return { title: ref?.name ?? '', entries: ref && list ? offeredEntries(ref, list, navigate) : [] };
}

function Option({ entry, isActive, onChoose, onPoint }: { entry: Entry; isActive: boolean; onChoose: () => void; onPoint: () => void }) {
  const Icon = entry.icon;
  return (
    <div id={entry.id} role="option" aria-selected={isActive} className="nx-palette__option" onClick={onChoose} onPointerMove={onPoint}>
      <span className={`nx-status nx-tone--${entry.tone ?? 'neutral'}`}>
        <Icon />
      </span>
      <span className="nx-truncate">{entry.title}</span>
      {entry.note && <span className="nx-small nx-subtle nx-truncate nx-palette__note">{entry.note}</span>}
    </div>
  );
}
