import type { Application, IBoot } from 'egg';
import { findAccount, type Account } from '../common/accounts';
import { PluginSwitch } from '../common/PluginSwitch';

export default class BenchBoot implements IBoot {
  constructor(private readonly app: Application) {}

  async didLoad(): Promise<void> {
    const { app } = this;
    app.passport.serializeUser(async (_ctx, account: Account) => account.id);
    app.passport.deserializeUser(async (_ctx, id: string) => findAccount(id));
    app.pluginSwitch = new PluginSwitch(app, ['passportInitialize', 'passportSession']);
  }
}
