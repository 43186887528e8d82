const key = 'nexa-plan-manifest';

/** A manifest on its way from the editor to the form of a plan, within this tab. */
export function carry(text: string): void {
  sessionStorage.setItem(key, text);
}

/** Once: what was carried is taken along. */
export function takeCarried(): string {
  const text = sessionStorage.getItem(key) ?? '';
  sessionStorage.removeItem(key);
  return text;
}
