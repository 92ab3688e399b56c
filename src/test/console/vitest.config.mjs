// The packages are beside this file's copy in target/console-check, not beside the tests.
export default {
  root: process.cwd(),
  cacheDir: "target/console-check/cache",
  resolve: { alias: [{ find: /^(vitest|lit)$/, replacement: `${import.meta.dirname}/node_modules/$1` }] },
  test: { include: ["src/test/console/*.test.ts"], setupFiles: ["src/test/console/setup.ts"] },
};
