/** Name of the logger, for `app.getLogger()` and `config.customLogger`. */
export const AUDIT_LOGGER = 'passportAuditLogger';

/** The audit log as Egg's loggers make it: an application may change any of it in its `config.customLogger`. */
export const auditLogger = {
  file: 'passport-audit.log',
  // Whatever the application's other logs leave out.
  level: 'INFO',
  consoleLevel: 'NONE',
  // A process that is killed has written what happened.
  buffer: false,
  outputJSON: false,
  outputJSONOnly: false,
} as const;
