import { AccessLevel, Inject, SingletonProto } from '@eggjs/tegg';
import type { EggAppConfig } from 'egg';
import { PassportError } from '../decorator/PassportError';
import { passwordCost } from './passwordCost';

type Argon2 = typeof import('@node-rs/argon2');

/**
 * Hashes passwords with Argon2id (RFC 9106), off the thread that answers requests. Inject it into any
 * object of any module. It needs the package `@node-rs/argon2`, which is loaded at its first use.
 *
 * @example
 * ```ts
 * @SingletonProto()
 * export class CredentialService {
 *   @Inject() private readonly passwordHasher: PasswordHasher;
 *
 *   async check(hash: string | undefined, password: string): Promise<boolean> {
 *     return hash ? this.passwordHasher.verify(hash, password) : this.passwordHasher.verifyAbsent(password);
 *   }
 * }
 * ```
 */
@SingletonProto({ accessLevel: AccessLevel.PUBLIC })
export class PasswordHasher {
  // app.config: tegg offers the application's properties for injection.
  @Inject() private readonly config!: EggAppConfig;

  /**
   * What is stored in the place of a password: text in PHC format, with its parameters and a salt of its own.
   *
   * @throws PassportError `password_hasher_missing`
   */
  async hash(password: string): Promise<string> {
    return load().hash(password, passwordCost(this.config.passport.passwords));
  }

  /**
   * Whether this is the password that was hashed.
   *
   * @throws PassportError `password_hasher_missing`, `password_hash_invalid`
   */
  async verify(hash: string, password: string): Promise<boolean> {
    const { verify } = load();
    try {
      return await verify(hash, password);
    } catch {
      // What the library says is about the hash, and is not for logs.
      throw new PassportError('What is stored as the hash of a password is none of Argon2', {
        code: 'password_hash_invalid',
      });
    }
  }

  /**
   * What is called where there is no account, or one without a password: it costs as much as a
   * `verify` of a hash with today's parameters, so that the time of an answer does not tell.
   *
   * @returns `false`
   * @throws PassportError `password_hasher_missing`
   */
  async verifyAbsent(password: string): Promise<false> {
    await this.hash(password);
    return false;
  }

  /** Whether a hash has other parameters than today's: after a login with the right password, hash it again and store that. */
  needsRehash(hash: string): boolean {
    const { memoryCost, timeCost, parallelism } = passwordCost(this.config.passport.passwords);
    return !hash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
  }
}

// Applications without passwords need not have the package: nothing may load it before it is used.
function load(): Argon2 {
  try {
    return require('@node-rs/argon2') as Argon2;
  } catch (err) {
    throw new PassportError('PasswordHasher needs the package @node-rs/argon2: npm install @node-rs/argon2', {
      code: 'password_hasher_missing',
      cause: err,
    });
  }
}
