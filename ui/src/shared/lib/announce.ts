/** Says something to screen readers, politely. The region stands in the frame (app/frame). */
export function announce(words: string): void {
  const region = document.getElementById('nx-announcer');
  if (!region) return;
  // The same words twice in a row would not be read again.
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}
