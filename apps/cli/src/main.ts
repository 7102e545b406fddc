#!/usr/bin/env node
import { homedir } from 'node:os';
import { yard } from './program.js';

const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
// `yard list | head` closes the pipe.
process.stdout.on('error', () => process.exit(1));

process.exitCode = await yard(process.argv.slice(2), {
  env: process.env,
  home: homedir(),
  folder: process.cwd(),
  input: process.stdin,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  signal: ended.signal,
});
