exports.tracer = { enable: true, package: 'egg-tracer' };
exports.teggConfig = { enable: true, package: '@eggjs/tegg-config' };
exports.tegg = { enable: true, package: '@eggjs/tegg-plugin' };
exports.teggController = { enable: true, package: '@eggjs/tegg-controller-plugin' };
exports.passport = { enable: true, package: 'tegg-passport' };
exports.redis = { enable: true, package: 'egg-redis' };
exports.sessionRedis = { enable: true, package: 'egg-session-redis' };
