import { plugins } from '../../common/plugins';

export default { ...plugins, passport: { enable: true, package: 'tegg-passport' } };
