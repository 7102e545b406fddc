import { describe, expect, test } from '@jest/globals';
import { planOf } from './build-plan.js';
import { PlanLines } from './plan-lines.js';
import { exposedPort, generateDockerfile, withoutForeignFrontend } from './dockerfile.js';

const options = { baseNode: 'node:{version}-slim', basePython: 'python:{version}-slim', cacheScope: 'srv', port: 8080 };

function generate(files: Record<string, string | object>, file = {}, extra = {}) {
  const texts = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : JSON.stringify(content),
    ]),
  );
  const tree = { paths: new Set(texts.keys()), texts };
  return generateDockerfile(tree, file, { ...options, ...extra }, new PlanLines());
}

describe('a generated Dockerfile', () => {
  const everyKind = [
    generate({
      'package.json': { scripts: { start: 'node server.js', build: 'tsc' }, dependencies: { a: '1' } },
      'package-lock.json': '{}',
    }),
    generate({
      'package.json': { main: 'x.js', dependencies: { a: '1' } },
      'x.js': "import { StdioServerTransport } from 'sdk'",
    }),
    generate({ 'server.py': 'print(1)' }),
    generate({ 'pyproject.toml': '[project]\nname = "x"\n[project.scripts]\nx = "x:main"', 'uv.lock': '' }),
  ];

  test('runs as a numeric user that is not root, in several stages, with neither a syntax line nor a heredoc', () => {
    for (const text of everyKind) {
      expect(text).toMatch(/^USER 10001:10001$/m);
      expect(text.match(/^FROM /gm)!.length).toBeGreaterThan(1);
      expect(text).not.toMatch(/^# *syntax|<</m);
    }
  });

  test('takes the Node version from engines, .nvmrc or .node-version', () => {
    expect(generate({ 'package.json': { main: 'a.js', engines: { node: '>=18 <21' } }, 'a.js': '' })).toMatch(
      'FROM node:20-slim',
    );
    expect(generate({ 'package.json': { main: 'a.js' }, '.nvmrc': 'v22\n', 'a.js': '' })).toMatch('FROM node:22-slim');
    expect(generate({ 'package.json': { main: 'a.js' }, 'a.js': '' })).toMatch('FROM node:24-slim');
    expect(() => generate({ 'package.json': { main: 'a.js', engines: { node: '^99' } }, 'a.js': '' })).toThrow(
      /engines.node requires Node \^99/,
    );
  });

  test('installs with the package manager that the repository declares or locks', () => {
    const dependencies = { a: '1' };
    expect(generate({ 'package.json': { main: 'a.js', dependencies }, 'a.js': '', 'package-lock.json': '' })).toMatch(
      'npm ci',
    );
    expect(generate({ 'package.json': { main: 'a.js', dependencies }, 'a.js': '' })).toMatch('npm install --no-audit');
    expect(generate({ 'package.json': { main: 'a.js', dependencies }, 'a.js': '', 'pnpm-lock.yaml': '' })).toMatch(
      'pnpm install --frozen-lockfile',
    );
    expect(
      generate({ 'package.json': { main: 'a.js', dependencies, packageManager: 'pnpm@9.1.0+sha512.ab' }, 'a.js': '' }),
    ).toMatch('pnpm@9.1.0\n');
    expect(generate({ 'package.json': { main: 'a.js', dependencies }, 'a.js': '', 'yarn.lock': '# v1' })).toMatch(
      'yarn install',
    );
    expect(generate({ 'package.json': { main: 'a.js', dependencies }, 'a.js': '', 'bun.lock': '' })).toMatch(
      'bun install --frozen-lockfile',
    );
  });

  test('copies the sources before an install that runs scripts of the repository', () => {
    const text = generate({
      'package.json': { main: 'a.js', dependencies: { a: '1' }, scripts: { prepare: 'tsc' } },
      'a.js': '',
    });
    expect(text.indexOf('COPY . .')).toBeLessThan(text.indexOf('npm install'));
  });

  test(
    'keeps dependencies without those of development in a layer of their own, which a changed source ' +
      'does not change',
    () => {
      const plain = generate({
        'package.json': { main: 'a.js', dependencies: { a: '1' } },
        'a.js': '',
        'package-lock.json': '',
      });
      expect(plain).toMatch(/npm ci .*--omit=dev/);
      expect(plain.indexOf('COPY . .')).toBeGreaterThan(plain.indexOf('COPY --from=dependencies'));
      const compiled = generate({
        'package.json': { main: 'a.js', scripts: { build: 'tsc' }, devDependencies: { typescript: '7' } },
        'package-lock.json': '',
      });
      expect(compiled).toMatch(
        /npm ci [^-]*--no-audit --no-fund\nCOPY \. \.\nRUN npm run build\nRUN npm prune --omit=dev/,
      );
    },
  );

  test('takes the start command from toolyard.yaml, the start script, bin, main or a usual file name', () => {
    const command = (files: Record<string, string | object>, file = {}) =>
      /^CMD (.*)$/m.exec(generate(files, file))![1];
    expect(command({ 'package.json': { main: 'a.js' }, 'a.js': '' }, { command: ['node', 'b.js'] })).toBe(
      '["node","b.js"]',
    );
    expect(command({ 'package.json': { scripts: { start: 'node ./a.js' } } })).toBe('["node","a.js"]');
    expect(command({ 'package.json': { scripts: { start: 'tsx a.ts && x' } } })).toBe('["npm","start"]');
    expect(command({ 'package.json': { bin: { x: './cli.js' } } })).toBe('["node","cli.js"]');
    expect(command({ 'package.json': {}, 'server.js': '' })).toBe('["node","server.js"]');
    expect(() => generate({ 'package.json': {} })).toThrow(/no command to start the server/);
    expect(command({ 'main.py': '' })).toBe('["python3","main.py"]');
    expect(command({ 'server.py': 'mcp = FastMCP("x")', 'requirements.txt': 'fastmcp' })).toMatch(
      '"fastmcp","run","server.py"',
    );
  });

  test('bridges a server with the stdio transport to HTTP', () => {
    const stdio = "import { StdioServerTransport } from 'sdk'";
    expect(generate({ 'package.json': { main: 'a.js' }, 'a.js': stdio })).toMatch(/bridge.mjs","8080","node","a.js"\]/);
    expect(generate({ 'package.json': { main: 'a.js' }, 'a.js': `${stdio}\ncreateServer()` })).not.toMatch('mcp-proxy');
    expect(generate({ 'package.json': { main: 'dist/a.js', scripts: { build: 'tsc' } }, 'src/a.ts': stdio })).toMatch(
      'mcp-proxy',
    );
  });

  test('takes the Python version from .python-version or requires-python', () => {
    const python = (requires: string) =>
      /python:([\d.]+)-slim/.exec(
        generate({ 'server.py': '', 'pyproject.toml': `[project]\nrequires-python = "${requires}"` }),
      )?.[1];
    expect([
      python('>=3.10'),
      python('>=3.13'),
      python('<3.12'),
      python('==3.11.*'),
      python('>=3.10,!=3.12.*'),
    ]).toEqual(['3.12', '3.13', '3.11', '3.11', '3.13']);
    expect(generate({ 'server.py': '', '.python-version': '3.11.4' })).toMatch('python:3.11-slim');
  });

  test('trusts the extra CA bundle in every stage', () => {
    const text = generate(
      { 'package.json': { main: 'a.js', dependencies: { a: '1' } }, 'a.js': '' },
      {},
      { extraCa: 'x/ca.pem' },
    );
    expect(text.match(/COPY x\/ca.pem/g)).toHaveLength(2);
  });

  test('fails with the reason when there is nothing to build', () => {
    expect(() => generate({ 'README.md': '' })).toThrow(expect.objectContaining({ code: 'unknown_language' }));
    expect(() => generate({ 'package.json': '{oops' })).toThrow(expect.objectContaining({ code: 'bad_package_json' }));
    expect(() => generate({ 'pyproject.toml': 'a = [' })).toThrow(expect.objectContaining({ code: 'bad_pyproject' }));
  });
});

describe("a repository's own Dockerfile", () => {
  test('loses a syntax line, which needs a registry, and keeps its line numbers', () => {
    expect(withoutForeignFrontend('# syntax=docker/dockerfile:1\nFROM a')).toEqual({
      text: '#\nFROM a',
      removed: ['# syntax=docker/dockerfile:1'],
    });
    expect(withoutForeignFrontend('FROM a\n# syntax=x').removed).toEqual([]);
  });

  test.each([
    ['after //', '// syntax=evil/frontend\nFROM a', '#\nFROM a'],
    ['as a JSON object', '\n {"syntax": "evil/frontend"}\nFROM a', '#\n#\nFROM a'],
    ['after a shebang line', '#!/usr/bin/env x\n# syntax=evil/frontend\nFROM a', '#\n#\nFROM a'],
    ['before another directive, which stays', '#Syntax = x\n# escape=`\nFROM a', '# escape=`\n#\nFROM a'],
    [
      'between directives, which stay',
      '# check=skip=all\n#syntax=x\n#escape=`\nFROM a',
      '# check=skip=all\n#escape=`\n#\nFROM a',
    ],
    ['after a byte order mark', '\uFEFF# syntax=x\r\nFROM a', '#\nFROM a'],
  ])('loses a foreign frontend %s', (_where, dockerfile, text) => {
    expect(withoutForeignFrontend(dockerfile).text.replaceAll('\r', '')).toBe(text);
  });

  test('keeps comments and directives when no frontend is named', () => {
    for (const text of ['# a comment\n# syntax=x\nFROM a', '# escape=`\nFROM a', 'FROM a'])
      expect(withoutForeignFrontend(text)).toEqual({ text, removed: [] });
  });

  test('is read in one step for each character', () => {
    // Reading it with backtracking takes minutes.
    const blank = `${'\n'.repeat(256 * 1024)}FROM a`;
    expect(exposedPort(`${blank}\nEXPOSE 3000`)).toBe(3000);
    expect(withoutForeignFrontend(`# syntax=x${' '.repeat(256 * 1024)}y`).removed).toHaveLength(1);
    const { run } = planOf(
      { paths: new Set(['Dockerfile']), texts: new Map([['Dockerfile', blank]]) },
      { baseImages: { node: 'n', python: 'p' }, cacheScope: 's' },
    );
    expect(run.port).toBe(8080);
    expect(generate({ 'server.py': '', '.python-version': `${'\n'.repeat(256 * 1024)}3.11` })).toMatch('python:3.11');
  });

  test('names the port with its last EXPOSE', () => {
    expect(exposedPort('FROM a\nEXPOSE 3000\nEXPOSE 4000/tcp\n')).toBe(4000);
    expect(exposedPort('FROM a\nEXPOSE $PORT\nEXPOSE 53/udp')).toBeUndefined();
  });
});
