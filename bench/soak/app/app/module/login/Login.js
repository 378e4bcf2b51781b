// What decorators do, said without them: workers of production run JavaScript.
const { Strategy: LocalStrategy } = require('passport-local');
const { AuthVerifier, Strategy } = require('tegg-passport');

class PasswordLogin {
  validate(name, password) {
    return password === 'right' ? { name } : null;
  }
}
Strategy('local', LocalStrategy)(PasswordLogin);

class Keeper {
  serializeUser(ctx, user) {
    return user.name;
  }

  async deserializeUser(ctx, name) {
    if (ctx.get('x-fault') === 'deserialize') throw new Error('the database is down');
    return { name };
  }
}
AuthVerifier()(Keeper);

module.exports = { PasswordLogin, Keeper };
