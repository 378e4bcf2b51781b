const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

// A worker that is killed cannot be asked any more: what must not be lost is written down at once.
const note = (file, text) => appendFileSync(join(process.env.EGG_HOME, file), `${text.replaceAll('\n', ' ')}\n`);

module.exports = class SoakBoot {
  async didReady() {
    process.on('unhandledRejection', err => note('rejections', String(err?.stack ?? err)));
  }

  // egg-cluster does not replace a worker that dies before this.
  async serverDidReady() {
    note('workers', String(process.pid));
  }
};
