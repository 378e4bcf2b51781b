module.exports = app => {
  const who = ctx => {
    ctx.body = ctx.user ? ctx.user.name : 'nobody';
  };
  app.get('/me', who);
  app.post('/login', async ctx => {
    await ctx.login({ name: ctx.request.body.name });
    if (ctx.get('x-fault') === 'throw') throw new Error('after the login');
    who(ctx);
  });
  app.post('/logout', async ctx => {
    await ctx.logout();
    who(ctx);
  });
  app.get('/heap', async ctx => {
    global.gc();
    ctx.body = { heap: process.memoryUsage().heapUsed };
  });
};
