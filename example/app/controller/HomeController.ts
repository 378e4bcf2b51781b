import { Context, type EggContext, HTTPController, HTTPMethod, HTTPMethodEnum } from '@eggjs/tegg';
import { homePage } from '../view/homePage';

@HTTPController({ path: '/' })
export class HomeController {
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
  async show(@Context() ctx: EggContext) {
    return homePage(ctx);
  }
}
