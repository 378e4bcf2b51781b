import { createCipheriv, createHash } from 'node:crypto';

/** A session cookie's value as Egg writes it by itself: AES-256-CBC over koa-session's base64 of JSON. */
export function eggCookie(secret: string, session: unknown): string {
  return encoded(encrypt(secret, Buffer.from(JSON.stringify(session)).toString('base64')));
}

/** egg-cookies' base64: safe in a cookie, and padded. */
export const encoded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

/** egg-cookies' encryption. */
export function encrypt(secret: string, text: string): Buffer {
  const digests: Buffer[] = [];
  for (const _ of [1, 2, 3]) {
    const last = digests.at(-1) ?? Buffer.alloc(0);
    digests.push(createHash('md5').update(last).update(secret).digest());
  }
  const bytes = Buffer.concat(digests);
  const cipher = createCipheriv('aes-256-cbc', bytes.subarray(0, 32), bytes.subarray(32));
  return Buffer.concat([cipher.update(text), cipher.final()]);
}
