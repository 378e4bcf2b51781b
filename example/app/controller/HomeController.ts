import { Context, type EggContext, HTTPController, HTTPMethod, HTTPMethodEnum } from '@eggjs/tegg';
import { homePage } from '../view/homePage';

/** Nobody says who may see this: the map shows it as open. `@Public()` would say that it is on purpose. */
@HTTPController({ path: '/' })
export class HomeController {
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
  async show(@Context() ctx: EggContext) {
    return homePage(ctx);
  }
}
