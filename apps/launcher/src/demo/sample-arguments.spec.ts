import { expect, test } from '@jest/globals';
import { sampleArguments } from './sample-arguments.js';

test('every required argument gets a value of its type, and nothing else is given', () => {
  const schema = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      times: { type: 'integer', minimum: 5 },
      loud: { type: 'boolean' },
      unit: { enum: ['metric', 'imperial'] },
      where: { type: 'object', properties: { city: { type: 'string', examples: ['Oslo'] } }, required: ['city'] },
      optional: { type: 'string' },
    },
    required: ['name', 'times', 'loud', 'unit', 'where'],
  };
  expect(sampleArguments(schema)).toEqual({
    name: 'Ada',
    times: 5,
    loud: true,
    unit: 'metric',
    where: { city: 'Oslo' },
  });
});

test('a tool without arguments gets none', () => {
  expect(sampleArguments({ type: 'object' })).toEqual({});
  expect(sampleArguments(undefined)).toEqual({});
});
