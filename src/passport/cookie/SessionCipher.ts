import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const PREFIX = 'v1.';
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
// NIST SP 800-38D, section 8.2.2: random, 96 bits, for at most 2^32 cookies under one key.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Authenticated encryption of a cookie's value: AES-256-GCM, a fresh nonce each time. The keys are
 * derived from those of the application (HKDF with SHA-256, RFC 5869), so that nothing else that
 * the application encrypts or signs with them reads or makes such a value; the cookie's name is
 * authenticated too, so that no other cookie's value does.
 */
export class SessionCipher {
  private readonly keys: readonly Buffer[];
  private readonly name: Buffer;

  /**
   * @param secrets the application's keys; the first one seals, all of them open
   * @param name the cookie's name
   */
  constructor(secrets: readonly string[], name: string) {
    this.keys = secrets.map(secret =>
      Buffer.from(hkdfSync('sha256', secret, '', `tegg-passport ${PREFIX}`, KEY_BYTES)),
    );
    this.name = Buffer.from(name);
  }

  /** Whether a value has the form of a sealed one. */
  isSealed(value: string): boolean {
    return value.startsWith(PREFIX);
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keys[0], nonce).setAAD(this.name);
    const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    return PREFIX + sealed.toString('base64url');
  }

  /** What was sealed with one of the keys; nothing, where the value is not exactly what `seal` gave. */
  open(value: string): string | undefined {
    const sealed = Buffer.from(value.slice(PREFIX.length), 'base64url');
    // Base64 has several ways to write the same bytes.
    if (sealed.length < NONCE_BYTES + TAG_BYTES || PREFIX + sealed.toString('base64url') !== value) return undefined;
    for (const key of this.keys) {
      const text = this.decrypt(sealed, key);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  private decrypt(sealed: Buffer, key: Buffer): string | undefined {
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(this.name).setAuthTag(sealed.subarray(end));
    const text = decipher.update(sealed.subarray(NONCE_BYTES, end));
    try {
      return Buffer.concat([text, decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }
}
