/** Puts a text into the clipboard. Browsers have none over plain HTTP: there, the text is selected and copied as by hand. */
export async function copyText(text: string): Promise<void> {
  // Typed as always there, which holds in secure contexts only.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) return clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'nx-visually-hidden';
  (document.activeElement?.parentElement ?? document.body).append(field);
  const focused = document.activeElement;
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way without a secure context
  document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
}
