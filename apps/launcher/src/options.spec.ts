import { describe, expect, test } from '@jest/globals';
import { demoOptions, downOptions, upOptions } from './options.js';

describe('options of tools/up', () => {
  test('without options the platform listens on loopback port 8080 and keeps its data in the project', () => {
    expect(upOptions([], {}, '/project')).toEqual({
      port: 8080,
      host: '127.0.0.1',
      data: '/project/.toolyard',
      detach: false,
      sample: true,
      publicUrl: 'http://127.0.0.1:8080',
    });
  });

  test('an option wins over the environment', () => {
    const options = upOptions(
      ['--port', '9000', '--data=/elsewhere', '--detach', '--no-sample'],
      { TOOLYARD_PORT: '9001', TOOLYARD_DATA: '/env' },
      '/project',
    );
    expect(options).toMatchObject({ port: 9000, data: '/elsewhere', detach: true, sample: false });
  });

  test('the public URL can be given for a platform behind a proxy', () => {
    expect(upOptions([], { TOOLYARD_PUBLIC_URL: 'https://tools.example.com/' }, '/project').publicUrl).toBe(
      'https://tools.example.com',
    );
  });

  test('a platform on all addresses is shown as localhost', () => {
    expect(upOptions([], { TOOLYARD_HOST: '0.0.0.0' }, '/project').publicUrl).toBe('http://localhost:8080');
  });

  test.each(['0', '65536', '80a', '-1'])('port %s is refused with a sentence', (port) => {
    expect(() => upOptions(['--port', port], {}, '/project')).toThrow('is not a port');
  });

  test('examples to demonstrate may follow the data folder', () => {
    expect(demoOptions(['--data', '/d', 'node-sdk', 'python'], {}, '/project')).toEqual({
      data: '/d',
      names: ['node-sdk', 'python'],
    });
    expect(demoOptions([], {}, '/project')).toEqual({ data: '/project/.toolyard', names: [] });
  });

  test('an unknown option and a missing value are named', () => {
    expect(() => upOptions(['--prot', '1'], {}, '/project')).toThrow('--prot is not an option');
    expect(() => downOptions(['--data'], {}, '/project')).toThrow('--data needs a value');
    expect(() => downOptions(['--data='], {}, '/project')).toThrow('--data needs a value');
    for (const mistake of ['--detach=yes', 'name', '-d', '--'])
      expect(() => upOptions([mistake], {}, '/project')).toThrow(
        `${mistake} is not an option. Known: --port VALUE, --data VALUE, --detach, --no-sample.`,
      );
  });
});
