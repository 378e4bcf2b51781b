import { createDecipheriv, createHash } from 'node:crypto';

const ALGORITHM = 'aes-256-cbc';
const KEY_BYTES = 32;
const IV_BYTES = 16;
const BLOCK_BYTES = 16;

/**
 * Reads session cookies in Egg's own format: koa-session's base64 of JSON, encrypted by egg-cookies.
 * That encryption does not authenticate. A changed cookie has at least one block of noise, and noise
 * is not base64 but with a probability of 2^-32: whoever wants exact base64 refuses it.
 */
export class EggCookie {
  private readonly passwords: readonly Password[];

  /** @param secrets the application's keys */
  constructor(secrets: readonly string[]) {
    this.passwords = secrets.map(derive);
  }

  /** The JSON in the cookie; nothing, where there is none. */
  open(value: string): string | undefined {
    const bytes = Buffer.from(value, 'base64url');
    // Base64 has several ways to write the same bytes.
    if (bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_') !== value) return undefined;
    if (!bytes.length || bytes.length % BLOCK_BYTES) return undefined;
    for (const password of this.passwords) {
      const text = decrypt(bytes, password);
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

interface Password {
  readonly key: Buffer;
  readonly iv: Buffer;
}

function decrypt(bytes: Buffer, { key, iv }: Password): string | undefined {
  const decipher = createDecipheriv(ALGORITHM, key, iv);
  try {
    const base64 = Buffer.concat([decipher.update(bytes), decipher.final()]).toString('latin1');
    const text = Buffer.from(base64, 'base64');
    return text.toString('base64') === base64 ? text.toString() : undefined;
  } catch {
    // Not this key: the padding is wrong.
    return undefined;
  }
}

// OpenSSL's EVP_BytesToKey with MD5 and no salt, which is how egg-cookies makes keys.
function derive(secret: string): Password {
  let bytes = Buffer.alloc(0);
  for (let digest = bytes; bytes.length < KEY_BYTES + IV_BYTES; bytes = Buffer.concat([bytes, digest])) {
    digest = createHash('md5').update(digest).update(secret).digest();
  }
  return { key: bytes.subarray(0, KEY_BYTES), iv: bytes.subarray(KEY_BYTES, KEY_BYTES + IV_BYTES) };
}
