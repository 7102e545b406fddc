import { describe, expect, test } from '@jest/globals';
import { clientGuides, keyVariable, type Proof } from './client-guides.js';

const url = 'https://tools.example.com/s/ticket-search/mcp';
const codes = (proof: Proof, at = url) =>
  clientGuides('ticket-search', at, proof).map(({ id, steps }) => ({
    id,
    steps,
    all: steps.map(({ code }) => code ?? '').join('\n'),
  }));

describe.each(['sign-in', 'key', 'none'] as const)('with %s', (proof) => {
  test('every common client finds the exact address of the server', () => {
    expect(codes(proof).map(({ id }) => id)).toEqual([
      'claude-code',
      'claude-desktop',
      'cursor',
      'vs-code',
      'codex',
      'inspector',
    ]);
    for (const { all } of codes(proof)) expect(all).toContain(url);
  });

  test('every JSON file is one', () => {
    const files = codes(proof).flatMap(({ steps }) => steps.filter(({ where }) => where?.endsWith('.json')));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const { code } of files) expect(JSON.stringify(JSON.parse(code!))).toContain(url);
  });
});

test('an API key is asked for or read from the environment, and only where one is used', () => {
  for (const { all } of codes('key')) expect(all).toMatch(new RegExp(`${keyVariable}|input:toolyard-api-key`));
  for (const { all } of [...codes('sign-in'), ...codes('none')]) expect(all).not.toMatch(/Authorization|API_KEY/);
});

test('a name with hyphens is a table of its own in TOML', () => {
  expect(codes('key').find(({ id }) => id === 'codex')!.all).toContain(
    `[mcp_servers.ticket-search]\nurl = "${url}"\nbearer_token_env_var = "${keyVariable}"`,
  );
});

test('plain HTTP is allowed where it is not this machine', () => {
  const desktop = (at: string) => codes('none', at).find(({ id }) => id === 'claude-desktop')!.all;
  expect(desktop('http://toolyard.lan:8080/s/a/mcp')).toContain('--allow-http');
  expect(desktop('http://127.0.0.1:8080/s/a/mcp')).not.toContain('--allow-http');
});
