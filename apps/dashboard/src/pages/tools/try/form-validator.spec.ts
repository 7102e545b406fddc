import { describe, expect, test } from '@jest/globals';
import type { RJSFSchema } from '@rjsf/utils';
import { formValidator, problemsOf } from './form-validator.js';

const brief = (schema: unknown, data: unknown) =>
  problemsOf(schema, data).map(({ property, message }) => [property, message]);

describe('what is wrong with arguments', () => {
  test('a missing field has its problem', () => {
    expect(brief({ type: 'object', required: ['city'], properties: { city: { type: 'string' } } }, {})).toEqual([
      ['.city', 'is required'],
    ]);
  });

  test('a nested value has one problem, at its path', () => {
    const schema = { properties: { rows: { items: { properties: { id: { type: 'integer', minimum: 1 } } } } } };
    const found = brief(schema, { rows: [{ id: 0 }] });
    expect(found).toHaveLength(1);
    expect(found[0]![0]).toBe('.rows.0.id');
  });

  test('a schema that cannot be read refuses nothing', () => {
    expect(problemsOf({ $ref: '#/nowhere' }, { a: 1 })).toEqual([]);
    expect(problemsOf({ properties: { a: { $ref: 'http://example.com/x' } } }, { a: 1 })).toEqual([]);
  });

  test('a form to choose from is judged with the definitions of the whole schema', () => {
    const root: RJSFSchema = { $defs: { city: { type: 'object', required: ['city'] } } };
    expect(formValidator.isValid({ $ref: '#/$defs/city' }, { city: 'Ulm' }, root)).toBe(true);
    expect(formValidator.isValid({ $ref: '#/$defs/city' }, {}, root)).toBe(false);
  });
});
