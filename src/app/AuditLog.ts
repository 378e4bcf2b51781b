import type { Application } from 'egg';
import type { Writable } from 'node:stream';
import { WiringError } from '../decorator/WiringError';
import { auditLine } from '../passport/events/auditLine';
import { eventTypes } from '../passport/events/eventTypes';
import { AUDIT_LOGGER } from './auditLogger';

type Logger = ReturnType<Application['getLogger']>;

/** What egg-logger's transports into files are, too. */
interface FileTransport {
  flush?(): void;
  readonly _stream?: Writable | null;
}

/** Writes every event as a line. */
export class AuditLog {
  private readonly logger: Logger;

  /** @throws WiringError `audit_logger` */
  constructor(app: Application) {
    const logger = app.getLogger(AUDIT_LOGGER) as Logger | null;
    if (!logger) {
      throw new WiringError(`\`config.passport.audit\` is set, and there is no logger \`${AUDIT_LOGGER}\``, {
        code: 'audit_logger',
        fix: `Set \`audit\` in the application's own config, or give \`config.customLogger.${AUDIT_LOGGER}\` a \`file\`, and \`buffer: false\``,
      });
    }
    this.logger = logger;
    const { formatter } = (app.config.customLogger as Record<string, { formatter?: unknown }>)[AUDIT_LOGGER];
    // Nothing but the line, which is a JSON object by itself, but where the application says how lines look:
    // whatever its other logs do, and also where a framework has said no more than the file.
    const write = (line: string): void => (formatter ? logger.info(line) : logger.write(line));
    for (const type of eventTypes) app.passport.on(type, event => write(auditLine(event)));
  }

  /** When all lines are in the file. Egg closes its loggers without waiting, and its process then exits. */
  async flush(): Promise<void> {
    for (const transport of this.logger.values() as Iterable<FileTransport>) {
      transport.flush?.();
      const { _stream: stream } = transport;
      if (stream?.writable) await new Promise(resolve => void stream.write('', resolve));
    }
  }
}
