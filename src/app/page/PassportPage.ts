import { randomBytes } from 'node:crypto';
import type { Application, Context } from 'egg';
import type { PassportMap } from '../../passport/map/PassportMap';
import { Inquiry } from './ask/Inquiry';
import { PageRefusal } from './ask/PageRefusal';
import { questionOf } from './ask/Question';
import { readQuestion } from './ask/readQuestion';
import { pageHeaders } from './pageHeaders';
import { renderPage } from './renderPage';

/** Answers the two addresses of the page. */
export class PassportPage {
  private readonly inquiry: Inquiry;
  // Drawing it reads the sources: the map of the page that was shown last answers its questions.
  private map?: PassportMap;

  constructor(private readonly app: Application) {
    this.inquiry = new Inquiry(app);
  }

  /** `GET /__passport` */
  show(ctx: Context): void {
    const nonce = randomBytes(16).toString('base64');
    const { path, access } = ctx.query as Record<string, string | undefined>;
    ctx.set(pageHeaders(nonce));
    ctx.type = 'html';
    const { name: appName, baseDir } = this.app.config as { name: string; baseDir: string };
    this.map = this.app.passport.map();
    ctx.body = renderPage(this.map, { appName, baseDir, nonce, filter: path, access });
  }

  /** `POST /__passport/ask` */
  async ask(ctx: Context): Promise<void> {
    ctx.set(pageHeaders());
    try {
      const question = questionOf(await readQuestion(ctx));
      this.map ??= this.app.passport.map();
      ctx.body = await this.inquiry.answer(question, this.map);
    } catch (err) {
      if (!(err instanceof PageRefusal)) throw err;
      ctx.status = err.status;
      ctx.body = { message: err.message };
    }
  }
}
