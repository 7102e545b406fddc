import { describe, expect, test } from '@jest/globals';
import { fieldsOf } from './schema-fields.js';

const brief = (schema: unknown) => fieldsOf(schema).map(({ path, type, required }) => [path, type, required]);

describe('a schema as people read it', () => {
  test('nested objects and lists become fields with their way from the top', () => {
    const schema = {
      type: 'object',
      required: ['filter'],
      properties: {
        filter: {
          type: 'object',
          properties: { tags: { type: 'array', items: { type: 'string' } }, since: { type: ['string', 'null'] } },
        },
        rows: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } },
      },
    };
    expect(brief(schema)).toEqual([
      ['filter', 'object', true],
      ['filter.tags', 'list of text', false],
      ['filter.since', 'text or nothing', false],
      ['rows', 'list of object', false],
      ['rows[].id', 'whole number', false],
    ]);
  });

  test('forms to choose from are numbered', () => {
    const schema = {
      properties: {
        where: {
          oneOf: [
            { type: 'object', properties: { city: { type: 'string' } } },
            { type: 'object', properties: { lat: { type: 'number' } } },
          ],
        },
      },
    };
    expect(brief(schema)).toEqual([
      ['where', 'object', false],
      ['where(1).city', 'text', false],
      ['where(2).lat', 'number', false],
    ]);
  });

  test('what a value has to keep to is said in words', () => {
    const [field] = fieldsOf({
      properties: {
        unit: { enum: ['c', 'f'], default: 'c', description: 'Unit' },
        count: { type: 'integer', minimum: 1, maximum: 9 },
      },
    });
    expect(field).toMatchObject({ type: 'text', values: ['"c"', '"f"'], fallback: '"c"', description: 'Unit' });
    expect(fieldsOf({ properties: { count: { type: 'integer', minimum: 1, maximum: 9 } } })[0]!.limits).toEqual([
      'at least 1',
      'at most 9',
    ]);
  });

  test('a schema that refers to itself, to nothing or to another document ends', () => {
    const tree = {
      $defs: { node: { type: 'object', properties: { child: { $ref: '#/$defs/node' }, name: { type: 'string' } } } },
      properties: {
        root: { $ref: '#/$defs/node' },
        lost: { $ref: '#/$defs/none' },
        away: { $ref: 'http://example.com/x' },
        self: { $ref: '#/properties/self' },
      },
    };
    expect(brief(tree).map(([path]) => path)).toEqual(['root', 'root.child', 'root.name', 'lost', 'away', 'self']);
  });

  test('nonsense is shown as far as it makes sense', () => {
    for (const nonsense of [
      null,
      true,
      7,
      'text',
      [],
      { properties: 5 },
      { properties: { a: true, b: null, c: { enum: 'x', required: 'y', items: [1] } } },
    ])
      expect(() => fieldsOf(nonsense)).not.toThrow();
    expect(brief({ properties: { a: true } })).toEqual([['a', 'anything', false]]);
  });

  test('a schema with thousands of fields is cut', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`f${index}`, { type: 'string' }]),
    );
    expect(fieldsOf({ properties }).length).toBeLessThanOrEqual(300);
  });
});
