import { AUDIT_LOGGER, auditLogger } from '../app/auditLogger';
import type { PassportConfig } from '../app/typings';

/** What plugins get of the application's configuration. */
interface AppConfig {
  readonly passport?: PassportConfig;
}

/** Egg makes the loggers before any plugin runs: only here can one be added, for an application that wants it. */
export default (
  _appInfo: unknown,
  { passport }: AppConfig = {},
): { passport: PassportConfig; customLogger: object } => ({
  passport: {},
  customLogger: passport?.audit ? { [AUDIT_LOGGER]: auditLogger } : {},
});
