import { expect, test } from '@jest/globals';
import { serviceName } from './start.js';

test('the name of a service follows from the class of its module', () => {
  class RegistryModule {}
  expect(serviceName(RegistryModule)).toBe('registry');
});
