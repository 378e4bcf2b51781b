import type { Application } from 'egg';
import type { StrategyMark } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import type { StrategyHandler } from '../decorator/StrategyHandler';
import { WiringError } from '../decorator/WiringError';
import type { PassportStrategy } from '../passport/attempt';
import type { Passport } from '../passport/Passport';
import { checkConflicts } from './checkConflicts';
import { checkReach } from './checkReach';
import { checkRoute, requireStrategy } from './checkRoute';
import { checkSessionLogins, sessionLogins } from './checkSessionLogins';
import type { ClassEntry } from './ClassEntry';
import { contextPreparer } from './contextPreparer';
import { GuardInstaller, type GuardedRoute } from './GuardInstaller';
import { LoginPage } from './LoginPage';
import { PrototypeCollector } from './PrototypeCollector';
import { StrategyFactory } from './StrategyFactory';
import { unseenClasses } from './unseenClasses';
import { verifierHooks } from './verifierHooks';
import { whereOf } from './whereOf';

/** A strategy class and what was registered for it. */
interface Registered {
  readonly entry: ClassEntry;
  readonly strategy: PassportStrategy;
  readonly mounted: boolean;
}

/** Connects tegg's container with the engine: finds the classes, instantiates them, installs guards. */
export class Container {
  private readonly passport: Passport;
  private readonly collector = new PrototypeCollector();
  private readonly guards: GuardInstaller;
  private readonly strategies = new Map<string, Registered>();

  constructor(
    private readonly app: Application,
    private readonly moduleDir: string,
  ) {
    this.passport = app.passport;
    const { loginURL } = app.config.passport;
    const loginPage = loginURL ? new LoginPage(loginURL) : undefined;
    this.guards = new GuardInstaller(this.collector, { passport: this.passport, loginPage });
  }

  /** Before tegg loads anything. */
  register(): void {
    this.app.eggPrototypeLifecycleUtil.registerLifecycle(this.collector);
    this.app.loadUnitLifecycleUtil.registerLifecycle(this.guards);
    this.addOwnModule();
  }

  /** When tegg's objects stand. */
  async wire(): Promise<void> {
    await this.app.moduleHandler.ready();
    const factory = new StrategyFactory(this.app, this.passport);
    for (const entry of this.collector.entries()) {
      const { strategy, verifier } = ownMarks(entry.clazz) ?? {};
      if (!strategy && !verifier) continue;
      const { obj } = await this.app.eggContainerFactory.getOrCreateEggObject(entry.proto, entry.proto.name);
      const prepare = contextPreparer(this.app, entry.proto);
      if (strategy) this.add(entry, strategy, await factory.build(entry, strategy, obj as StrategyHandler, prepare));
      if (verifier) this.passport.addVerifier(verifierHooks(entry, verifier, obj, prepare));
    }
  }

  /** When every plugin, `app.js` and router has run: stops the boot at the first thing that cannot do what it says. */
  check(): void {
    const entries = this.collector.entries();
    const routes = this.guards.routes();
    for (const [name, { entry, strategy }] of this.strategies) {
      if (this.passport.strategy(name) !== strategy) throw duplicate(name, entry, 'app.passport.use()');
    }
    for (const clazz of unseenClasses(this.app.baseDir, entries)) checkReach(clazz, new Set());
    for (const { clazz, proto } of entries) {
      checkConflicts(clazz);
      checkReach(clazz, new Set(routes.filter(route => route.entry.proto === proto).map(({ method }) => method)));
      for (const name of ownMarks(clazz)?.verifier?.strategies ?? []) {
        requireStrategy(this.passport, name, 'AuthVerifier', () => whereOf(clazz));
      }
    }
    for (const route of routes) checkRoute(this.passport, route, Boolean(this.app.plugins.session));
    this.checkSessionLogins(routes);
  }

  unregister(): void {
    this.app.eggPrototypeLifecycleUtil.deleteLifecycle(this.collector);
    this.app.loadUnitLifecycleUtil.deleteLifecycle(this.guards);
  }

  private add(
    entry: ClassEntry,
    { name, challenge }: StrategyMark,
    { strategy, mount }: Awaited<ReturnType<StrategyFactory['build']>>,
  ): void {
    const other =
      this.strategies.get(name)?.entry.clazz.name ??
      (this.passport.strategyNames().includes(name) ? 'app.passport.use()' : undefined);
    if (other) throw duplicate(name, entry, other);
    this.passport.use(name, strategy);
    if (challenge) this.passport.setChallenge(name, challenge);
    if (mount) this.passport.mount(name, mount);
    this.strategies.set(name, { entry, strategy, mounted: Boolean(mount) && mount?.session !== false });
  }

  private checkSessionLogins(routes: readonly GuardedRoute[]): void {
    const mounted = [...this.strategies].filter(([, registered]) => registered.mounted).map(([name]) => name);
    const classes = new Map([...this.strategies].map(([name, { entry }]) => [name, entry]));
    checkSessionLogins(this.passport, classes, new Set([...mounted, ...sessionLogins(routes)]));
  }

  // An application that lists its modules itself, in config/module.json, need not list this one.
  private addOwnModule(): void {
    const references = this.app.moduleReferences as { name: string; path: string }[];
    if (!references.some(({ name }) => name === MODULE_NAME))
      references.push({ name: MODULE_NAME, path: this.moduleDir });
  }
}

const MODULE_NAME = 'teggPassport';

function duplicate(name: string, entry: ClassEntry, other: string): WiringError {
  return new WiringError(`the strategy '${name}' is registered twice, here and by ${other}`, {
    ...whereOf(entry.clazz),
    code: 'strategy_duplicate',
    fix: 'Give one of them another name, or take it away',
  });
}
