import { CONTROLLER_META_DATA, ControllerType } from '@eggjs/tegg';
import {
  EggObjectLifecycleUtil,
  type EggObject,
  type EggObjectLifeCycleContext,
  type EggPrototype,
} from '@eggjs/tegg/helper';
import { methodAccess } from '../metadata/MethodAccess';
import type { Engine } from '../passport/Engine';
import { RequestGuard } from '../passport/RequestGuard';
import type { AccessRule } from './AccessRule';
import { mcpMethodNames } from './mcp/mcpMetadata';
import { membersOf } from './membersOf';
import type { PrototypeCollector } from './PrototypeCollector';

type Method = (...args: unknown[]) => unknown;

/** A method or accessor of a class, and the guard that stands in front of it. */
export interface GuardedMember {
  readonly guard: RequestGuard;
  readonly member: PropertyDescriptor;
}

/** What is guarded on the objects of a class. */
export type Plan = ReadonlyMap<PropertyKey, GuardedMember>;

// Those that tegg calls after this hook of ours.
const LIFECYCLE = ['postInject', 'init', 'preDestroy', 'destroy'] as const;

/**
 * An object hook of tegg: guards methods and accessors of objects that no HTTP route stands in front
 * of, by redefining them on the object. Calls through `this` are guarded too.
 */
export class ObjectGuardInstaller {
  private readonly plans = new Map<EggPrototype, Plan>();

  constructor(
    private readonly engine: Engine,
    private readonly collector: PrototypeCollector,
    private readonly accessOf: AccessRule,
  ) {}

  async postCreate(_ctx: EggObjectLifeCycleContext, eggObject: EggObject): Promise<void> {
    const { proto, obj } = eggObject;
    const plan = this.guardsOf(proto);
    const hooks = plan.size ? lifecycleHooks(proto) : undefined;
    for (const [name, { guard, member }] of plan) {
      if (member.get ?? member.set) {
        if (!Object.hasOwn(obj, name)) Object.defineProperty(obj, name, guardedAccessor(this.engine, guard, member));
        continue;
      }
      const behindGuard = (method: Method): Method => {
        const call = guarded(this.engine, guard, method);
        return hooks?.has(name) ? openToTegg(eggObject, call, method) : call;
      };
      let method = behindGuard((obj as Record<PropertyKey, Method>)[name]);
      Object.defineProperty(obj, name, {
        get: () => method,
        // Whoever replaces the method later, as tegg's AOP does, does so behind the guard.
        set: (replacement: Method) => {
          method = behindGuard(replacement);
        },
        configurable: true,
      });
    }
  }

  /** What is guarded on the objects of a class. Worked out once a class: some objects are made for every request. */
  guardsOf(proto: EggPrototype): Plan {
    let plan = this.plans.get(proto);
    if (!plan) {
      plan = this.plan(proto);
      this.plans.set(proto, plan);
    }
    return plan;
  }

  private plan(proto: EggPrototype): Plan {
    const entry = this.collector.get(proto);
    const type = proto.getMetaData<{ type: string }>(CONTROLLER_META_DATA)?.type;
    const plan = new Map<PropertyKey, GuardedMember>();
    if (!entry || type === ControllerType.HTTP) return plan;
    // Only controllers are guarded without being asked.
    const accessOf = type === undefined ? methodAccess : this.accessOf;
    // Of an MCP controller, as of an HTTP controller, what clients reach.
    const reached = mcpMethodNames(proto);
    for (const [name, member] of membersOf(entry.clazz)) {
      if (reached && !reached.includes(String(name))) continue;
      // Decorators stand on names only: of a symbol, the class says all.
      const access = accessOf(entry.clazz, String(name));
      if (access.type === 'guard') plan.set(name, { guard: new RequestGuard(this.engine, access.guard), member });
    }
    return plan;
  }
}

/** The methods that tegg calls by itself. */
function lifecycleHooks(proto: EggPrototype): ReadonlySet<PropertyKey> {
  return new Set(LIFECYCLE.map(hook => EggObjectLifecycleUtil.getLifecycleHook(hook, proto) ?? hook));
}

/** tegg calls its lifecycle hooks with the object that nobody else has; for everybody else they are methods like any other. */
function openToTegg(eggObject: EggObject, call: Method, method: Method): Method {
  return function (this: unknown, ...args: unknown[]) {
    return Reflect.apply(args[1] === eggObject ? method : call, this, args);
  };
}

function guardedAccessor(engine: Engine, guard: RequestGuard, { get, set }: PropertyDescriptor): PropertyDescriptor {
  return {
    get: get && (guarded(engine, guard, get) as () => unknown),
    set: set && (guarded(engine, guard, set as Method) as (value: unknown) => void),
    configurable: true,
  };
}

/** The method behind its guard. An async method, and one whose guard asks policies, answers a refusal by a rejection. */
function guarded(engine: Engine, guard: RequestGuard, method: Method): Method {
  const call = function (this: unknown, ...args: unknown[]): unknown {
    const asked = guard.check(engine.peekContext());
    return asked ? asked.then(() => Reflect.apply(method, this, args)) : Reflect.apply(method, this, args);
  };
  switch (method.constructor.name) {
    case 'AsyncFunction':
      return async function (this: unknown, ...args: unknown[]) {
        return Reflect.apply(call, this, args);
      };
    case 'AsyncGeneratorFunction':
      return async function* (this: unknown, ...args: unknown[]) {
        return yield* (await Reflect.apply(call, this, args)) as AsyncGenerator;
      };
    default:
      return call;
  }
}
