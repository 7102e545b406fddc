import { describe, expect, test } from '@jest/globals';
import { mergeOpenApi } from './openapi-merge.js';

describe('the API description', () => {
  test('is one document, in which different schemas with the same name are both kept', () => {
    const schema = (type: string) => ({ components: { schemas: { Page: { type } } } });
    const path = (url: string) => ({ paths: { [url]: { get: { schema: { $ref: '#/components/schemas/Page' } } } } });
    const merged = mergeOpenApi(
      {
        a: { ...path('/a'), ...schema('x') },
        b: { ...path('/b'), ...schema('y') },
        c: { ...path('/c'), ...schema('x') },
      },
      'http://here',
    );
    expect(Object.keys(merged.paths!)).toEqual(['/a', '/b', '/c']);
    expect(merged.components!['schemas']).toEqual({ Page: { type: 'x' }, b_Page: { type: 'y' } });
    expect(JSON.stringify(merged.paths!['/b'])).toContain('schemas/b_Page');
  });
});
