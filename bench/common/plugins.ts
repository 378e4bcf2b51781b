/** What both applications run on, but for the plugin `passport`. */
export const plugins = {
  tracer: { enable: true, package: 'egg-tracer' },
  teggConfig: { enable: true, package: '@eggjs/tegg-config' },
  tegg: { enable: true, package: '@eggjs/tegg-plugin' },
  teggController: { enable: true, package: '@eggjs/tegg-controller-plugin' },
};
