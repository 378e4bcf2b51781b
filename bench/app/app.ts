import type { Application, IBoot } from 'egg';
import { PluginSwitch } from '../common/PluginSwitch';

export default class BenchBoot implements IBoot {
  constructor(private readonly app: Application) {}

  async didLoad(): Promise<void> {
    this.app.pluginSwitch = new PluginSwitch(this.app, ['passportSession']);
  }
}
