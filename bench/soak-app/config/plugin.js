exports.passport = { enable: true, package: 'tegg-passport' };
exports.redis = { enable: true, package: 'egg-redis' };
exports.sessionRedis = { enable: true, package: 'egg-session-redis' };
