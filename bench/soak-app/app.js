module.exports = app => {
  app.passport.serializeUser(async (ctx, user) => user.name);
  app.passport.deserializeUser(async (ctx, name) => {
    if (ctx.get('x-fault') === 'deserialize') throw new Error('the database is down');
    return { name };
  });
};
