import type { Application } from 'egg';
import type { StrategyMark } from '../decorator/ClassMarks';
import { ownMarks } from '../decorator/mark';
import type { PolicyHandler } from '../decorator/PolicyHandler';
import type { StrategyHandler } from '../decorator/StrategyHandler';
import type { PassportStrategy } from '../passport/attempt';
import type { Passport } from '../passport/Passport';
import type { Can } from '../passport/PolicyRegistry';
import { accessRule } from './AccessRule';
import { addOwnModule } from './addOwnModule';
import { checkedChallenge } from './checkedChallenge';
import { checkClasses, type ReachedClass } from './checkClasses';
import { checkGuard, requireLoginStrategy } from './checkGuard';
import { checkReach, type Reach } from './checkReach';
import { checkRoute } from './checkRoute';
import { checkSessionLogins, sessionLogins } from './checkSessionLogins';
import { checkWaits } from './checkWaits';
import type { ClassEntry } from './ClassEntry';
import { contextPreparer } from './contextPreparer';
import { GuardInstaller, type GuardedRoute } from './GuardInstaller';
import { LoginPage } from './LoginPage';
import { placeOf } from './map/placeOf';
import { TeggSource } from './map/TeggSource';
import { checkControllers } from './mcp/checkControllers';
import { Mcp } from './mcp/Mcp';
import { mcpMethodNames } from './mcp/mcpMetadata';
import { ObjectGuardInstaller } from './ObjectGuardInstaller';
import { passwordCost } from './passwordCost';
import { policyOf } from './policyOf';
import { PrototypeCollector } from './PrototypeCollector';
import { registeredTwice } from './registeredTwice';
import { StrategyFactory } from './StrategyFactory';
import { unseenClasses } from './unseenClasses';
import { verifierHooks } from './verifierHooks';
import { whereOf, type Where } from './whereOf';

/** A strategy class and what was registered for it. */
interface Registered {
  readonly entry: ClassEntry;
  readonly strategy: PassportStrategy;
}

/** What the container needs of the plugin around it. */
export interface PluginParts {
  /** The folder that is our tegg module. */
  readonly moduleDir: string;
  /** The `ctx.acl` that ends at the policies. */
  readonly acl: unknown;
}

/** Connects tegg's container with the engine: finds the classes, instantiates them, installs guards. */
export class Container {
  private readonly passport: Passport;
  private readonly collector = new PrototypeCollector();
  private readonly routeGuards: GuardInstaller;
  private readonly objectGuards: ObjectGuardInstaller;
  private readonly mcp?: Mcp;
  private readonly strategies = new Map<string, Registered>();
  private readonly policies = new Map<string, ClassEntry>();

  constructor(
    private readonly app: Application,
    private readonly plugin: PluginParts,
  ) {
    this.passport = app.passport;
    const { loginURL, guard } = app.config.passport;
    const loginPage = loginURL ? new LoginPage(loginURL) : undefined;
    const accessOf = accessRule(guard);
    this.routeGuards = new GuardInstaller(this.passport, this.collector, accessOf, loginPage);
    this.objectGuards = new ObjectGuardInstaller(this.passport, this.collector, accessOf);
    if (app.plugins.mcpProxy && app.plugins.teggController) this.mcp = new Mcp(app);
    const { collector, routeGuards, objectGuards } = this;
    const known = { collector, routeGuards, objectGuards, accessOf, answersAcl: () => this.answersAcl() };
    this.passport.mapMaker.addSource(new TeggSource(app, known));
  }

  /** Before tegg loads anything. */
  register(): void {
    this.app.eggPrototypeLifecycleUtil.registerLifecycle(this.collector);
    this.app.loadUnitLifecycleUtil.registerLifecycle(this.routeGuards);
    this.app.eggObjectLifecycleUtil.registerLifecycle(this.objectGuards);
    addOwnModule(this.app, this.plugin.moduleDir);
  }

  /** After the middleware that restores the session. */
  addMiddlewares(): void {
    this.mcp?.addMiddlewares();
  }

  /** When tegg's objects stand. */
  async wire(): Promise<void> {
    await this.app.moduleHandler.ready();
    const factory = new StrategyFactory(this.app, this.passport);
    for (const entry of this.collector.entries()) {
      const { strategy, verifier, policy } = ownMarks(entry.clazz) ?? {};
      if (!strategy && !verifier && !policy) continue;
      const { obj } = await this.app.eggContainerFactory.getOrCreateEggObject(entry.proto, entry.proto.name);
      const prepare = contextPreparer(this.app, entry.proto);
      if (strategy) this.add(entry, strategy, await factory.build(entry, strategy, obj as StrategyHandler, prepare));
      if (verifier) this.passport.chains.addVerifier(verifierHooks(entry, verifier, obj, prepare));
      if (policy) this.addPolicy(entry, policy.name, policyOf(entry, obj as PolicyHandler, prepare));
    }
  }

  /** When every plugin, `app.js` and router has run: stops the boot at the first thing that cannot do what it says. */
  check(): void {
    this.passport.policies.resolve();
    passwordCost(this.app.config.passport.passwords);
    const routes = this.routeGuards.routes();
    for (const [name, { entry, strategy }] of this.strategies) {
      const registered = this.passport.strategyNames().includes(name) ? this.passport.strategy(name) : strategy;
      if (registered !== strategy) throw registeredTwice('strategy', name, entry, 'app.passport.use()');
    }
    const entries = this.collector.entries();
    for (const clazz of unseenClasses(this.app.baseDir, entries)) checkReach(clazz, NOWHERE);
    checkClasses(entries.map(entry => this.reached(entry)));
    for (const entry of entries) this.checkNames(entry);
    const surroundings = { hasSessions: Boolean(this.app.plugins.session), answersAcl: this.answersAcl() };
    for (const route of routes) checkRoute(this.passport, route, surroundings);
    this.checkSessionLogins(routes);
    const runsMcp = this.mcp !== undefined;
    checkControllers(entries, proto => this.objectGuards.guardsOf(proto), { ...surroundings, runsMcp });
    this.mcp?.start(entries, this.objectGuards);
  }

  unregister(): void {
    this.app.eggPrototypeLifecycleUtil.deleteLifecycle(this.collector);
    this.app.loadUnitLifecycleUtil.deleteLifecycle(this.routeGuards);
    this.app.eggObjectLifecycleUtil.deleteLifecycle(this.objectGuards);
    this.mcp?.stop();
  }

  private add(
    entry: ClassEntry,
    { name, challenge, openapi }: StrategyMark,
    { strategy, mount }: Awaited<ReturnType<StrategyFactory['build']>>,
  ): void {
    const other =
      this.strategies.get(name)?.entry.clazz.name ??
      (this.passport.strategyNames().includes(name) ? 'app.passport.use()' : undefined);
    if (other) throw registeredTwice('strategy', name, entry, other);
    this.passport.use(name, strategy);
    if (challenge !== undefined) this.passport.setChallenge(name, checkedChallenge(entry, challenge));
    if (openapi) this.passport.setScheme(name, openapi);
    this.passport.mapMaker.place('strategy', name, files => placeOf(files, entry.clazz));
    if (mount) this.passport.mount(name, mount, whereOf(entry.clazz));
    this.strategies.set(name, { entry, strategy });
  }

  private reached({ clazz, proto }: ClassEntry): ReachedClass {
    const routes = new Set(this.routeGuards.routesOf(proto).map(({ method }) => method));
    const named = [...this.objectGuards.guardsOf(proto).keys()].map(String);
    const guarded = new Set([...named, ...(mcpMethodNames(proto) ?? [])]);
    return { clazz, routes, guarded };
  }

  // What guards off routes and verifiers name.
  private checkNames({ clazz, proto }: ClassEntry): void {
    for (const [name, { guard, member }] of this.objectGuards.guardsOf(proto)) {
      const where = (): Where => whereOf(clazz, String(name));
      checkGuard(this.passport, guard.guard, where);
      if (guard.guard.policies.length) checkWaits(member, where);
    }
    for (const name of ownMarks(clazz)?.verifier?.strategies ?? []) {
      requireLoginStrategy(this.passport, name, 'AuthVerifier', () => whereOf(clazz));
    }
  }

  private addPolicy(entry: ClassEntry, name: string, can: Can): void {
    const other = this.policies.get(name);
    if (other) throw registeredTwice('policy', name, entry, other.clazz.name);
    this.passport.policies.add(name, can);
    this.passport.mapMaker.place('policy', name, files => placeOf(files, entry.clazz));
    this.policies.set(name, entry);
  }

  // An application may have an `acl` of its own.
  private answersAcl(): boolean {
    return (this.app.context as { acl?: unknown }).acl === this.plugin.acl;
  }

  private checkSessionLogins(routes: readonly GuardedRoute[]): void {
    const classes = new Map([...this.strategies].map(([name, { entry }]) => [name, entry]));
    checkSessionLogins(this.passport, classes, new Set([...this.passport.sessionLogins(), ...sessionLogins(routes)]));
  }
}

const NOWHERE: Reach = { routes: new Set(), guarded: new Set() };
