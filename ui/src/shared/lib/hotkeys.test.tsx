import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { resolve, type Hotkey, type Layer } from './hotkey-layers';
import { useActiveHotkeys, useHotkeys } from './hotkeys';

function hotkey(keys: string, words: string, more: Partial<Hotkey> = {}): Hotkey {
  return { keys, words, run: () => undefined, ...more };
}

const frame: Layer = { level: 'everywhere', title: 'Everywhere', keys: [hotkey('/', 'search'), hotkey('mod+k', 'palette', { always: true })] };
const pages: Layer = { level: 'everywhere', title: 'Go to', keys: [hotkey('g r', 'runs'), hotkey('g t', 'topics')] };
const resource: Layer = { level: 'page', title: 'This resource', keys: [hotkey('e', 'edit it')] };
const list: Layer = { level: 'part', title: 'In a list', keys: [hotkey('e', 'edit the row'), hotkey('r', 'refresh')] };
const filter: Layer = { level: 'part', title: 'Filter', keys: [hotkey('/', 'filter')] };

/** All orders in which the layers can have come. */
function orders<T>(items: readonly T[]): T[][] {
  return items.length < 2 ? [[...items]] : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

describe('resolve', () => {
  const press = (layers: readonly Layer[], pressed: string, over: { before?: string; isCaptured?: boolean } = {}) => {
    const { hotkey: found, pending } = resolve(layers, { pressed, before: '', isCaptured: false, ...over });
    return found?.words ?? (pending === '' ? 'nothing' : `pending ${pending}`);
  };
  const all = [frame, pages, resource, list, filter];

  it.each([
    ['the part before the frame', '/', {}, 'filter'],
    ['the part before the page', 'e', {}, 'edit the row'],
    ['a key that begins a sequence', 'g', {}, 'pending g'],
    ['the end of a sequence before a key alone', 'r', { before: 'g' }, 'runs'],
    ['a key alone after what is no sequence', 'e', { before: 'g' }, 'edit the row'],
    ['nothing while something else has the keys', '/', { isCaptured: true }, 'nothing'],
    ['what always works, even then', 'mod+k', { isCaptured: true }, 'palette'],
    ['nothing', 'q', {}, 'nothing'],
  ])('finds %s, in whatever order the layers came', (_, pressed, over, words) => {
    expect(new Set(orders(all).map((layers) => press(layers, pressed, over)))).toEqual(new Set([words]));
  });

  it('decides between equals by their titles', () => {
    const other: Layer = { level: 'part', title: 'Another filter', keys: [hotkey('/', 'other filter')] };
    expect(new Set(orders([filter, other, frame]).map((layers) => press(layers, '/')))).toEqual(new Set(['other filter']));
  });
});

describe('useHotkeys', () => {
  function Part({ run }: { run: () => void }) {
    useHotkeys('part', 'Filter', [{ keys: '/', words: 'Filter', run }]);
    return <input aria-label="field" />;
  }
  function Frame({ run, children }: { run: () => void; children?: React.ReactNode }) {
    useHotkeys('everywhere', 'Everywhere', [{ keys: '/', words: 'Search', run }]);
    const titles = useActiveHotkeys().map((layer) => layer.title);
    return (
      <>
        <p>{titles.join(', ')}</p>
        {children}
      </>
    );
  }

  it('gives a key to the part of the page, whether it came with the frame or after it, and back when it goes', async () => {
    const [search, filtered] = [vi.fn(), vi.fn()];
    const view = render(
      <Frame run={search}>
        <Part run={filtered} />
      </Frame>,
    );
    expect(view.getByText('Filter, Everywhere')).toBeTruthy();
    await userEvent.keyboard('/');
    view.rerender(<Frame run={search} />);
    await userEvent.keyboard('/');
    view.rerender(
      <Frame run={search}>
        <Part run={filtered} />
      </Frame>,
    );
    await userEvent.keyboard('/');
    expect([search.mock.calls.length, filtered.mock.calls.length]).toEqual([1, 2]);
  });

  it('leaves a field its keys', async () => {
    const filtered = vi.fn();
    const view = render(<Part run={filtered} />);
    await userEvent.type(view.getByLabelText('field'), 'a/b');
    expect(filtered).not.toHaveBeenCalled();
  });
});
