const plain = (text: string) => text.trim().replace(/[.\s]+$/, '').toLowerCase();

/** Whether what the operator said itself is more than its sentence for a person says. */
export function saysMore(raw: string, words: string): boolean {
  return plain(raw) !== '' && plain(raw) !== plain(words);
}
