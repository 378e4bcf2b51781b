import { CONTROLLER_META_DATA, ControllerType } from '@eggjs/tegg';
import {
  EggObjectLifecycleUtil,
  type EggObject,
  type EggObjectLifeCycleContext,
  type EggPrototype,
} from '@eggjs/tegg/helper';
import type { Constructor } from '../decorator/ClassMarks';
import { lineage } from '../metadata/lineage';
import type { Guard } from '../metadata/Guard';
import { methodAccess } from '../metadata/MethodAccess';
import type { Engine } from '../passport/Engine';
import { RequestGuard } from '../passport/RequestGuard';
import type { AccessRule } from './AccessRule';
import type { PrototypeCollector } from './PrototypeCollector';

type Method = (...args: unknown[]) => unknown;

// Those that tegg calls after this hook of ours.
const LIFECYCLE = ['postInject', 'init', 'preDestroy', 'destroy'] as const;

/**
 * An object hook of tegg: guards methods of objects that no HTTP route stands in front of, by
 * redefining them on the object. Calls through `this` are guarded too.
 */
export class ObjectGuardInstaller {
  private readonly plans = new Map<EggPrototype, ReadonlyMap<string, RequestGuard>>();

  constructor(
    private readonly engine: Engine,
    private readonly collector: PrototypeCollector,
    private readonly accessOf: AccessRule,
  ) {}

  async postCreate(_ctx: EggObjectLifeCycleContext, eggObject: EggObject): Promise<void> {
    const { proto, obj } = eggObject;
    const plan = this.planOf(proto);
    const hooks = plan.size ? lifecycleHooks(proto) : undefined;
    for (const [name, guard] of plan) {
      const behindGuard = (method: Method): Method => {
        const call = guarded(this.engine, guard, method);
        return hooks?.has(name) ? openToTegg(eggObject, call, method) : call;
      };
      let method = behindGuard((obj as Record<string, Method>)[name]);
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

  /** The methods that are guarded on the objects of a class. */
  guardsOf(proto: EggPrototype): ReadonlyMap<string, Guard> {
    return new Map([...this.planOf(proto)].map(([name, { guard }]) => [name, guard]));
  }

  // Worked out once a class, not once an object: some objects are made for every request.
  private planOf(proto: EggPrototype): ReadonlyMap<string, RequestGuard> {
    let plan = this.plans.get(proto);
    if (!plan) {
      plan = this.plan(proto);
      this.plans.set(proto, plan);
    }
    return plan;
  }

  private plan(proto: EggPrototype): ReadonlyMap<string, RequestGuard> {
    const entry = this.collector.get(proto);
    const type = proto.getMetaData<{ type: string }>(CONTROLLER_META_DATA)?.type;
    const plan = new Map<string, RequestGuard>();
    if (!entry || type === ControllerType.HTTP) return plan;
    // Only controllers are guarded without being asked.
    const accessOf = type === undefined ? methodAccess : this.accessOf;
    for (const name of methodNames(entry.clazz)) {
      const access = accessOf(entry.clazz, name);
      if (access.type === 'guard') plan.set(name, new RequestGuard(this.engine, access.guard));
    }
    return plan;
  }
}

/** The methods of a class and of those that it extends. */
function methodNames(clazz: Constructor): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { prototype } of lineage(clazz)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype as object))) {
      if (typeof value === 'function') names.add(name);
    }
  }
  names.delete('constructor');
  return names;
}

/** The methods that tegg calls by itself. */
function lifecycleHooks(proto: EggPrototype): ReadonlySet<string> {
  return new Set(LIFECYCLE.map(hook => EggObjectLifecycleUtil.getLifecycleHook(hook, proto) ?? hook));
}

/** tegg calls its lifecycle hooks with the object that nobody else has; for everybody else they are methods like any other. */
function openToTegg(eggObject: EggObject, call: Method, method: Method): Method {
  return function (this: unknown, ...args: unknown[]) {
    return Reflect.apply(args[1] === eggObject ? method : call, this, args);
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
