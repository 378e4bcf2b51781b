import { Inject, LifecycleInit, SingletonProto } from '@eggjs/tegg';
import type { Storage } from '../storage/Storage';
import type { Note } from './Note';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS note (
    id        INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES account (id),
    text      TEXT NOT NULL
  )`;
const SELECT = `
  SELECT note.id, note.text, note.author_id AS authorId, account.name AS author
  FROM note JOIN account ON account.id = note.author_id`;

/** The table of notes. */
@SingletonProto()
export class NoteTable {
  @Inject() private readonly storage: Storage;

  @LifecycleInit()
  async create(): Promise<void> {
    this.storage.define(SCHEMA);
  }

  /** All notes, the newest first. */
  list(): Note[] {
    return this.storage.all(`${SELECT} ORDER BY note.id DESC`);
  }

  find(id: number): Note | null {
    return this.storage.one(`${SELECT} WHERE note.id = ?`, id);
  }

  add(authorId: number, text: string): void {
    this.storage.run('INSERT INTO note (author_id, text) VALUES (?, ?)', authorId, text);
  }

  remove(id: number): void {
    this.storage.run('DELETE FROM note WHERE id = ?', id);
  }
}
