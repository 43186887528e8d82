/** What a browser remembers for one person. Storage can be forbidden or full: then nothing is remembered, and nothing breaks. */
function read<T>(storage: () => Storage, key: string, fallback: T): T {
  try {
    const text = storage().getItem(`nexa.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === undefined) storage().removeItem(`nexa.${key}`);
    else storage().setItem(`nexa.${key}`, JSON.stringify(value));
  } catch {
    // See above.
  }
}

const local = () => localStorage;
const tab = () => sessionStorage;

export const remembered = {
  get: <T>(key: string, fallback: T): T => read(local, key, fallback),
  set: (key: string, value: unknown): void => write(local, key, value),
};

/** As `remembered`, for as long as the tab lives. */
export const drafted = {
  get: <T>(key: string, fallback: T): T => read(tab, key, fallback),
  set: (key: string, value: unknown): void => write(tab, key, value),
};
