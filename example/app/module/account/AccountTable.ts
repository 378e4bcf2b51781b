import { Inject, LifecycleInit, SingletonProto } from '@eggjs/tegg';
import type { Storage } from '../storage/Storage';
import type { Account, NewAccount, Role } from './Account';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS account (
    id            INTEGER PRIMARY KEY,
    provider      TEXT NOT NULL,
    provider_id   TEXT NOT NULL,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL DEFAULT 'member',
    password_hash TEXT,
    api_key_hash  TEXT UNIQUE,
    created_at    TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (provider, provider_id)
  )`;
const SELECT = 'SELECT id, provider, provider_id AS providerId, name, role, created_at AS createdAt FROM account';

/** The table of accounts. Holds hashes only, of passwords and of API keys. */
@SingletonProto()
export class AccountTable {
  @Inject() private readonly storage: Storage;

  @LifecycleInit()
  async create(): Promise<void> {
    this.storage.define(SCHEMA);
  }

  /** Adds an account. One that is there already stays as it is. */
  add({ provider, providerId, name }: NewAccount, passwordHash: string | null = null): boolean {
    const sql = 'INSERT INTO account (provider, provider_id, name, password_hash) VALUES (?, ?, ?, ?)';
    return this.storage.run(`${sql} ON CONFLICT DO NOTHING`, provider, providerId, name, passwordHash) === 1;
  }

  list(): Account[] {
    return this.storage.all(`${SELECT} ORDER BY id`);
  }

  find(provider: string, providerId: string): Account | null {
    return this.storage.one(`${SELECT} WHERE provider = ? AND provider_id = ?`, provider, providerId);
  }

  findById(id: number): Account | null {
    return this.storage.one(`${SELECT} WHERE id = ?`, id);
  }

  findByApiKeyHash(hash: string): Account | null {
    return this.storage.one(`${SELECT} WHERE api_key_hash = ?`, hash);
  }

  setApiKeyHash(id: number, hash: string): void {
    this.storage.run('UPDATE account SET api_key_hash = ? WHERE id = ?', hash, id);
  }

  setPasswordHash(id: number, hash: string): void {
    this.storage.run('UPDATE account SET password_hash = ? WHERE id = ?', hash, id);
  }

  setRole(id: number, role: Role): void {
    this.storage.run('UPDATE account SET role = ? WHERE id = ?', role, id);
  }

  passwordHashOf(id: number): string | null {
    const row = this.storage.one<{ hash: string | null }>('SELECT password_hash AS hash FROM account WHERE id = ?', id);
    return row?.hash ?? null;
  }
}
