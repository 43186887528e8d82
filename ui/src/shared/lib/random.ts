/** 128 random bits as text. Not crypto.randomUUID: that is missing where the page comes over plain HTTP. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
