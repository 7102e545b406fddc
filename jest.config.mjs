/** Tests run over the compiled output, so that types, decorators, tests and production share one compiler. */
export default {
  testEnvironment: 'node',
  testMatch: ['**/dist/**/*.spec.js'],
  transform: {},
  testTimeout: 60_000,
  setupFiles: ['<rootDir>/tests/set-up-spec.mjs'],
  watchman: false,
  modulePathIgnorePatterns: ['<rootDir>/.toolyard', '<rootDir>/.nx'],
};
