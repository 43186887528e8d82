/** One key of the page: "j", "Enter", "?", "mod+k" (Ctrl, or Command on a Mac), or two in a row: "g o". */
export interface Hotkey {
  keys: string;
  words: string;
  run: () => void;
  /** Also while typing in a field. */
  always?: boolean;
}

/** Where keys belong, from the whole frame to one part of a page: the more specific wins over the others. */
const levels = { everywhere: 0, page: 1, part: 2 } as const;

export type Level = keyof typeof levels;

export interface Layer {
  level: Level;
  title: string;
  keys: readonly Hotkey[];
}

interface Press {
  /** The key, as hotkeys name it. */
  pressed: string;
  /** The first key of a sequence that is under way, or nothing. */
  before: string;
  /** Something else has the keys: only those that always work are looked at. */
  isCaptured: boolean;
}

interface Outcome {
  hotkey: Hotkey | undefined;
  /** The key begins a sequence: what the next one is looked up with. */
  pending: string;
}

/** The most specific layer first. Their titles decide between equals, so that the answer never depends on who came first. */
export function bySpecificity(layers: readonly Layer[]): Layer[] {
  return layers.toSorted((a, b) => levels[b.level] - levels[a.level] || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
}

/** What a key press means: the end of a sequence before a key alone, and that before the beginning of a sequence. */
export function resolve(layers: readonly Layer[], { pressed, before, isCaptured }: Press): Outcome {
  const hotkeys = bySpecificity(layers).flatMap((layer) => layer.keys.filter((hotkey) => !isCaptured || hotkey.always));
  const named = (keys: string) => hotkeys.find((hotkey) => hotkey.keys === keys);
  const hotkey = (before === '' ? undefined : named(`${before} ${pressed}`)) ?? named(pressed);
  const begins = hotkey === undefined && hotkeys.some((each) => each.keys.startsWith(`${pressed} `));
  return { hotkey, pending: begins ? pressed : '' };
}
