import type { Application, Context } from 'egg';
import { AuthState } from '../../../passport/AuthState';
import { inModuleScope } from '../../../passport/inModuleScope';
import type { MapEntry, PassportMap } from '../../../passport/map/PassportMap';
import { sessionSettings } from '../../../passport/session/SessionSettings';
import { entryKey } from '../entryKey';
import type { Answer, Reason, Verdict } from './Answer';
import { askGuard } from './askGuard';
import { askSession } from './askSession';
import { PageRefusal } from './PageRefusal';
import type { Question } from './Question';
import { requestTo } from './requestTo';

/**
 * Asks the application's own strategies, verifiers and policies what would become of a request, in a
 * context of its own: nobody is logged in, no session is written, and no route's method runs.
 */
export class Inquiry {
  constructor(private readonly app: Application) {}

  /** @throws PageRefusal */
  async answer(question: Question, { entries }: PassportMap): Promise<Answer> {
    const entry = entries.find(each => entryKey(each) === question.entry);
    if (!entry) throw new PageRefusal(404, 'There is no such route any more: load the page again');
    const { request, params } = requestTo(this.app, entry, question);
    return (await this.app.runInAnonymousContextScope(async ctx => {
      // From here on this is a request, not an anonymous context.
      AuthState.of(ctx).isImagined = true;
      ctx.params = params;
      // What Egg's body parser makes of none, too.
      ctx.request.body = question.body ?? {};
      return inModuleScope(ctx, () => this.decide(ctx, entry, question));
    }, request as never)) as Answer;
  }

  private async decide(ctx: Context, entry: MapEntry, question: Question): Promise<Answer> {
    const session = await askSession(this.app, ctx, question);
    const { failClosed } = sessionSettings(this.app.config.passport.session);
    if (AuthState.of(ctx).unavailable && failClosed) return { verdict: UNAVAILABLE, reasons: [session] };
    const { verdict, reasons } = await this.ask(ctx, entry, question);
    return { verdict, reasons: [session, ...reasons] };
  }

  private async ask(ctx: Context, { kind, access }: MapEntry, question: Question): Promise<Answer> {
    switch (access.type) {
      case 'guard':
        return askGuard(this.app.passport, ctx, { kind, guard: access.guard }, question);
      case 'login':
        return { verdict: everybody(LOGIN), reasons: access.strategies.map(credentials) };
      case 'public':
        return { verdict: everybody('It is public: nobody is asked for.'), reasons: [] };
      case 'open':
        return { verdict: everybody('Nobody said anything about it: everybody may.'), reasons: [] };
    }
  }
}

const LOGIN = 'A login is open to everybody: what comes out is for the credentials in the request to say.';

const UNAVAILABLE: Verdict = {
  allowed: false,
  status: 503,
  title: 'No answer',
  detail: 'Who the session belongs to cannot be found out: every page answers 503, see onStoreFailure.',
};

function everybody(detail: string): Verdict {
  return { allowed: true, status: 200, title: 'Yes', detail };
}

function credentials(name: string): Reason {
  return { of: 'strategy', name, outcome: 'skipped', reason: 'decides at the login, and is not tried here' };
}
