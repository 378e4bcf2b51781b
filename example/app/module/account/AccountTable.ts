import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Inject, LifecycleDestroy, LifecycleInit, SingletonProto } from '@eggjs/tegg';
import type { EggAppConfig } from 'egg';
import Database from 'libsql';
import type { Account, NewAccount } from './Account';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS account (
    id            INTEGER PRIMARY KEY,
    provider      TEXT NOT NULL,
    provider_id   TEXT NOT NULL,
    name          TEXT NOT NULL,
    password_hash TEXT,
    api_key_hash  TEXT UNIQUE,
    created_at    TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (provider, provider_id)
  )`;
const COLUMNS = 'id, provider, provider_id AS providerId, name, created_at AS createdAt';

/** The table of accounts, in an SQLite file. Holds hashes only, of passwords and of API keys. */
@SingletonProto()
export class AccountTable {
  @Inject() private readonly config: EggAppConfig;
  private database: Database.Database;

  @LifecycleInit()
  async open(): Promise<void> {
    const { file } = this.config.accounts as { file: string };
    mkdirSync(dirname(file), { recursive: true });
    this.database = new Database(file);
    this.database.exec(SCHEMA);
  }

  @LifecycleDestroy()
  async close(): Promise<void> {
    this.database.close();
  }

  /** Adds an account. One that is there already stays as it is. */
  add({ provider, providerId, name }: NewAccount, passwordHash: string | null = null): boolean {
    const sql = 'INSERT INTO account (provider, provider_id, name, password_hash) VALUES (?, ?, ?, ?)';
    const statement = this.database.prepare(`${sql} ON CONFLICT DO NOTHING`);
    return statement.run(provider, providerId, name, passwordHash).changes === 1;
  }

  find(provider: string, providerId: string): Account | null {
    return this.one<Account>(`SELECT ${COLUMNS} FROM account WHERE provider = ? AND provider_id = ?`, [
      provider,
      providerId,
    ]);
  }

  findById(id: number): Account | null {
    return this.one<Account>(`SELECT ${COLUMNS} FROM account WHERE id = ?`, [id]);
  }

  findByApiKeyHash(hash: string): Account | null {
    return this.one<Account>(`SELECT ${COLUMNS} FROM account WHERE api_key_hash = ?`, [hash]);
  }

  setApiKeyHash(id: number, hash: string): void {
    this.database.prepare('UPDATE account SET api_key_hash = ? WHERE id = ?').run(hash, id);
  }

  passwordHashOf(id: number): string | null {
    const row = this.one<{ hash: string | null }>('SELECT password_hash AS hash FROM account WHERE id = ?', [id]);
    return row?.hash ?? null;
  }

  private one<T>(sql: string, values: unknown[]): T | null {
    return (this.database.prepare(sql).get(...values) as T | undefined) ?? null;
  }
}
