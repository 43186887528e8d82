import { SearchIcon } from '@/shared/ui/icons';

const keys = /Mac|iPhone|iPad/.test(globalThis.navigator.userAgent) ? '⌘K' : 'Ctrl K';

/** Looks like a field, opens the search. */
export function SearchButton({ onOpen }: { onOpen: () => void }) {
  return (
    <button type="button" className="nx-search-button" onClick={onOpen} aria-label={`Search ${keys}`} aria-keyshortcuts="Control+K">
      <SearchIcon />
      <span className="nx-search-button__text">Search</span>{' '}
      <span className="nx-kbd" aria-hidden>
        {keys}
      </span>
    </button>
  );
}
