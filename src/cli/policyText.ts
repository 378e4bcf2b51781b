import type { MapGuard } from '../passport/map/PassportMap';

/** A policy as a guard uses it: `roles("admin")`. */
export function policyText({ name, args }: MapGuard['policies'][number]): string {
  return args.length ? `${name}(${args.map(arg => JSON.stringify(arg)).join(', ')})` : name;
}
