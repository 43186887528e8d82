const key = 'nexa.refresh-lock';
/** A tab that closed while it held the lock holds up the others for this long, in ms. */
const expiry = 5000;

/**
 * Runs one holder at a time over all tabs of the browser. Web locks need a secure context; over plain HTTP a note in the storage does,
 * which two tabs can take in the same instant: both then renew, and the worst is one more sign-in.
 */
export async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as { locks?: LockManager | null }).locks;
  if (locks) return locks.request('nexa-refresh', work);
  while (Number(localStorage.getItem(key) ?? 0) > Date.now()) await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
  localStorage.setItem(key, String(Date.now() + expiry));
  try {
    return await work();
  } finally {
    localStorage.removeItem(key);
  }
}
