import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AccessLevel, Inject, LifecycleDestroy, LifecycleInit, SingletonProto } from '@eggjs/tegg';
import type { EggAppConfig } from 'egg';
import Database from 'libsql';

/** The SQLite file that holds everything. Every table makes itself in it. */
@SingletonProto({ accessLevel: AccessLevel.PUBLIC })
export class Storage {
  @Inject() private readonly config: EggAppConfig;
  private database: Database.Database;

  @LifecycleInit()
  async open(): Promise<void> {
    const { file } = this.config.storage as { file: string };
    mkdirSync(dirname(file), { recursive: true });
    this.database = new Database(file);
  }

  @LifecycleDestroy()
  async close(): Promise<void> {
    this.database.close();
  }

  /** Runs statements that have no values. */
  define(sql: string): void {
    this.database.exec(sql);
  }

  /** Runs a statement and says how many rows it changed. */
  run(sql: string, ...values: unknown[]): number {
    return this.database.prepare(sql).run(...values).changes;
  }

  one<T>(sql: string, ...values: unknown[]): T | null {
    return (this.database.prepare(sql).get(...values) as T | undefined) ?? null;
  }

  all<T>(sql: string, ...values: unknown[]): T[] {
    return this.database.prepare(sql).all(...values) as T[];
  }
}
