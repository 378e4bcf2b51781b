import { createHash, randomBytes } from 'node:crypto';
import { AccessLevel, Inject, LifecycleInit, SingletonProto } from '@eggjs/tegg';
import { PasswordHasher } from 'tegg-passport';
import type { Account, NewAccount } from './Account';
import type { AccountTable } from './AccountTable';

/** The account that is there from the first start, an admin. */
export const DEMO = { name: 'ada', password: 'analytical engine', apiKey: 'demo-key-of-ada' };

/** Who has an account, and how they prove it. */
@SingletonProto({ accessLevel: AccessLevel.PUBLIC })
export class AccountService {
  @Inject() private readonly accountTable: AccountTable;
  @Inject() private readonly passwordHasher: PasswordHasher;

  @LifecycleInit()
  async seed(): Promise<void> {
    const account = await this.signUp(DEMO.name, DEMO.password);
    if (!account) return;
    this.accountTable.setApiKeyHash(account.id, sha256(DEMO.apiKey));
    this.accountTable.setRole(account.id, 'admin');
  }

  /** Makes an account with a password; `null` when the name is taken. */
  async signUp(name: string, password: string): Promise<Account | null> {
    const providerId = name.toLowerCase();
    if (this.accountTable.find('local', providerId)) return null;
    const added = this.accountTable.add(
      { provider: 'local', providerId, name },
      await this.passwordHasher.hash(password),
    );
    return added ? this.accountTable.find('local', providerId) : null;
  }

  /** The account of this name, when the password is right. */
  async checkPassword(name: string, password: string): Promise<Account | null> {
    const account = this.accountTable.find('local', String(name).toLowerCase());
    const hash = account && this.accountTable.passwordHashOf(account.id);
    // A name that nobody has takes as long as a wrong password.
    const isRight = hash
      ? await this.passwordHasher.verify(hash, password)
      : await this.passwordHasher.verifyAbsent(password);
    return isRight ? account : null;
  }

  /** The account of somebody whom another site vouches for. Its own id for them counts, and never an e-mail address. */
  async findOrRegister(user: NewAccount): Promise<Account | null> {
    this.accountTable.add(user);
    return this.accountTable.find(user.provider, user.providerId);
  }

  /** Everybody. */
  async list(): Promise<Account[]> {
    return this.accountTable.list();
  }

  async setPassword(account: Account, password: string): Promise<void> {
    this.accountTable.setPasswordHash(account.id, await this.passwordHasher.hash(password));
  }

  async findById(id: number): Promise<Account | null> {
    return this.accountTable.findById(id);
  }

  async findByApiKey(key: string): Promise<Account | null> {
    return this.accountTable.findByApiKeyHash(sha256(key));
  }

  /** A new API key, in place of the one before. Only its hash is kept. */
  async createApiKey(account: Account): Promise<string> {
    const key = randomBytes(24).toString('base64url');
    this.accountTable.setApiKeyHash(account.id, sha256(key));
    return key;
  }
}

// Keys are random and long: they need no slow hash.
function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
