import { ControllerInfoUtil, ControllerType } from '@eggjs/tegg';
import type { EggPrototype } from '@eggjs/tegg/helper';
import { WiringError } from '../../decorator/WiringError';
import { noSessions } from '../checkRoute';
import type { ClassEntry } from '../ClassEntry';
import type { Plan } from '../ObjectGuardInstaller';
import { whereOf, type Where } from '../whereOf';

/** What the application has. */
export interface McpSurroundings {
  readonly hasSessions: boolean;
  /** Whether MCP servers run. */
  readonly runsMcp: boolean;
}

/** Whether somebody runs the guards' strategies on the requests that reach controllers off HTTP routes. */
export function checkControllers(
  entries: readonly ClassEntry[],
  guardsOf: (proto: EggPrototype) => Plan,
  { hasSessions, runsMcp }: McpSurroundings,
): void {
  for (const { clazz, proto } of entries) {
    const type = ControllerInfoUtil.getControllerType(clazz);
    if (type === undefined || type === ControllerType.HTTP) continue;
    for (const [method, { guard }] of guardsOf(proto)) {
      const where = whereOf(clazz, String(method));
      if (type !== ControllerType.MCP) throw unreachable(type, where, 'Guard the services that it calls');
      if (!runsMcp) throw unreachable(type, where, 'Enable the plugins `teggController` and `mcpProxy`');
      if (!hasSessions && guard.guard.strategies.includes('session')) throw noSessions(where);
    }
  }
}

function unreachable(type: string, where: Where, fix: string): WiringError {
  return new WiringError(`nothing would find the user of a controller of the kind ${type}`, {
    ...where,
    code: 'guard_unreachable',
    fix,
  });
}
