import {
  Context,
  type EggContext,
  HTTPBody,
  HTTPController,
  HTTPMethod,
  HTTPMethodEnum,
  HTTPParam,
  Inject,
} from '@eggjs/tegg';
import { Authenticated } from 'tegg-passport';
import type { NoteService } from '../module/notes/NoteService';
import { LONGEST_NOTE, notesPage } from '../view/notesPage';

@Authenticated()
@HTTPController({ path: '/notes' })
export class NotesController {
  @Inject() private readonly noteService: NoteService;

  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
  async show(@Context() ctx: EggContext) {
    return notesPage(ctx, await this.noteService.list());
  }

  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/' })
  async add(@Context() ctx: EggContext, @HTTPBody() body: Record<string, unknown>) {
    const text = String(body.text ?? '').trim();
    if (!text || text.length > LONGEST_NOTE) {
      return notesPage(ctx, await this.noteService.list(), `A note has 1 to ${LONGEST_NOTE} characters.`);
    }
    await this.noteService.add(text);
    ctx.redirect('/notes');
  }

  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/:id/remove' })
  async remove(@Context() ctx: EggContext, @HTTPParam() id: string) {
    await this.noteService.remove(Number(id));
    ctx.redirect('/notes');
  }
}
