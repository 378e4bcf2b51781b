// As ts-node does it by itself, and each text once: the applications that tests write have most of theirs in common.
const { basename } = require('node:path');
const ts = require('typescript');

exports.create = ({ service }) => {
  const { options: compilerOptions } = service.config;
  const outputs = new Map();
  return {
    transpile(source, { fileName }) {
      // Source maps get their full names from ts-node.
      const key = `${basename(fileName)}\n${source}`;
      const output =
        outputs.get(key) ?? ts.transpileModule(source, { fileName, compilerOptions, reportDiagnostics: true });
      outputs.set(key, output);
      return output;
    },
  };
};
