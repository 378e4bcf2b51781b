import { config } from '../../common/config';

export default config;
