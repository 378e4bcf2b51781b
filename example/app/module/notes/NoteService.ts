import { AccessLevel, Inject, SingletonProto } from '@eggjs/tegg';
import { Authenticated, type AuthService } from 'tegg-passport';
import type { Note } from './Note';
import type { NoteTable } from './NoteTable';

/** A note, and whether the user may remove it. */
export interface ListedNote {
  note: Note;
  removable: boolean;
}

/** The board of notes. Not for strangers, from wherever it is called. */
@Authenticated()
@SingletonProto({ accessLevel: AccessLevel.PUBLIC })
export class NoteService {
  @Inject() private readonly noteTable: NoteTable;
  @Inject() private readonly authService: AuthService;

  /** All notes, the newest first. */
  async list(): Promise<ListedNote[]> {
    const notes = this.noteTable.list();
    return Promise.all(notes.map(async note => ({ note, removable: await this.authService.can('owner', note) })));
  }

  async add(text: string): Promise<void> {
    this.noteTable.add(this.authService.user.id, text);
  }

  /** Only the author may. A note that is not there is nobody's. */
  async remove(id: number): Promise<void> {
    await this.authService.authorize('owner', this.noteTable.find(id));
    this.noteTable.remove(id);
  }
}
