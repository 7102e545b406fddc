import { describe, expect, test } from '@jest/globals';
import { formSchema, parseArguments, takesArguments } from './form-schema.js';

describe('the schema that a form is made from', () => {
  test('labels show what hides in names and titles', () => {
    const shown = formSchema({ properties: { 'pay\u202elap': { type: 'string', description: 'a\u0000b' } } });
    expect(shown).toEqual({
      properties: { 'pay\u202elap': { type: 'string', title: 'pay[U+202E]lap', description: 'a[U+0000]b' } },
    });
  });

  test('a property may be called like a keyword', () => {
    expect(formSchema({ properties: { pattern: { type: 'string' }, title: { type: 'string' } } })).toEqual({
      properties: { pattern: { type: 'string', title: 'pattern' }, title: { type: 'string', title: 'title' } },
    });
  });

  test('regular expressions and addresses of other documents are left out', () => {
    expect(
      formSchema({ $schema: 'x', $id: 'http://example.com', properties: { a: { type: 'string', pattern: '(a+)+$' } } }),
    ).toEqual({ properties: { a: { type: 'string', title: 'a' } } });
  });

  test('what no field fits is filled in as JSON', () => {
    const { properties } = formSchema({
      properties: {
        any: {},
        tuple: { type: 'array', prefixItems: [{ type: 'string' }] },
        lost: { $ref: '#/$defs/nope' },
        found: { $ref: '#/properties/text' },
        text: { type: 'string' },
      },
    });
    const asJson = Object.entries(properties as Record<string, { $id?: string }>).filter(
      ([, { $id }]) => $id === 'JsonField',
    );
    expect(asJson.map(([name]) => name)).toEqual(['any', 'tuple', 'lost']);
  });

  test('nonsense becomes an empty form', () => {
    for (const nonsense of [null, 1, 'x', [], true]) expect(formSchema(nonsense)).toEqual({});
    expect(formSchema({ properties: 5, oneOf: {}, title: 7 })).toEqual({ properties: {}, oneOf: [], title: undefined });
  });

  test('a tool without properties takes no arguments', () => {
    expect([{}, { type: 'object' }, { type: 'object', properties: {} }, null].some(takesArguments)).toBe(false);
    expect([{ properties: { a: {} } }, { oneOf: [{}] }, { $ref: '#/$defs/a' }].every(takesArguments)).toBe(true);
  });
});

describe('arguments as JSON', () => {
  test('nothing is no arguments, anything but an object is refused with a reason', () => {
    expect(parseArguments('  ')).toEqual({ value: {} });
    expect(parseArguments('[1]')).toHaveProperty('problem');
    expect(parseArguments('{')).toHaveProperty('problem');
  });
});
