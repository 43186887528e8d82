/** Letters and figures that can't be taken for one another when they are read aloud or typed from paper. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** What the server asks of a password. */
export const shortestPassword = 12;

/** A password of 20 characters, about 116 bits. */
export function makePassword(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  // Bytes beyond the last whole multiple of the alphabet are left out: every character is as likely as another.
  const limit = 256 - (256 % alphabet.length);
  let password = '';
  while (password.length < 20) {
    for (const byte of random(new Uint8Array(32))) {
      if (byte < limit && password.length < 20) password += alphabet.charAt(byte % alphabet.length);
    }
  }
  return password;
}
