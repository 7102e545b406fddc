import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { Failure } from './failure.js';

/** What a command has of the process that runs it. */
export interface Terminal {
  env: NodeJS.ProcessEnv;
  /** Home folder of the user. */
  home: string;
  /** Current folder. */
  folder: string;
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Results. */
  out(text: string): void;
  /** Progress and errors. */
  err(text: string): void;
  /** Ends the command: Ctrl-C. */
  signal: AbortSignal;
}

/** What a command answers: for programs with `--json`, for people without. */
export interface Result {
  value: unknown;
  text: string;
  /** The command did its work, and the answer is no: exit code 1. */
  failed?: boolean;
}

const maxInputBytes = 1024 * 1024;

/**
 * A secret from standard input, without the line end that `echo` adds. At a terminal it is asked for and not shown.
 *
 * @throws Failure `no_input`, `input_too_large`
 */
export async function readSecret(terminal: Terminal, question: string): Promise<string> {
  const secret = terminal.input.isTTY ? await askHidden(terminal, question) : await readAll(terminal.input);
  if (secret === '')
    throw new Failure('no_input', 'Nothing came on standard input, and nothing was changed. Pipe the value in.');
  return secret;
}

async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const read = Buffer.from(chunk);
    chunks.push(read);
    if ((bytes += read.length) > maxInputBytes)
      throw new Failure('input_too_large', 'Standard input has more than 1 MiB. Nothing was changed.');
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** A terminal interface of readline turns the echo of the terminal off; what it would write itself is dropped. */
function askHidden(terminal: Terminal, question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const { input, signal } = terminal;
  terminal.err(`${question}: `);
  return new Promise((resolve) => {
    const lines = createInterface({ input, output: silent, terminal: true });
    const finish = (answer: string): void => {
      lines.removeAllListeners('close');
      lines.close();
      terminal.err('\n');
      resolve(answer);
    };
    signal.addEventListener('abort', () => finish(''), { once: true });
    lines
      .once('SIGINT', () => finish(''))
      .once('close', () => finish(''))
      .once('line', finish);
  });
}

/** Control characters that are left when escape sequences are removed; a tab is harmless. */
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** Foreign text as one line that cannot move the cursor, change the title or write to the clipboard. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text).trimEnd().replace(/\s*\n/g, ' ').replace(control, '');

/** Rows below a heading, in columns as wide as their longest cell. */
export function table(heading: string[], rows: string[][]): string {
  const all = [heading, ...rows.map((row) => row.map(plain))];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
