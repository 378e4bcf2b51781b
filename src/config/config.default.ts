import type { PassportConfig } from '../app/typings';

const config: { passport: PassportConfig } = { passport: {} };

export default config;
