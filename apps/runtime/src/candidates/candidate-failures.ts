import type { RunSpec } from '@toolyard/contracts';
import type { ContainerState, Listener } from '../containers/container-host.js';
import type { ProbeResult } from './probe/mcp-probe.js';

/** Why a candidate failed: `code` for programs, `reason` for people. */
export interface Failure {
  code: string;
  reason: string;
}

/** How a container ended, as a clause: "exited with code 1". */
export function howItEnded(container: Pick<ContainerState, 'exitCode' | 'outOfMemory'>, memoryMb: number): string {
  const code = container.exitCode ?? 0;
  if (container.outOfMemory) return `used more than its ${memoryMb} MB of memory and was killed`;
  if (code === 0) return 'ended with exit code 0';
  if (code === 126) return 'exited with code 126 (its start command is not executable)';
  if (code === 127) return 'exited with code 127 (its start command was not found)';
  if (code === 139) return 'crashed with a segmentation fault (exit code 139)';
  if (code > 128) return `was ended by signal ${code - 128} (exit code ${code})`;
  return `exited with code ${code}`;
}

const linesQuoted = 15;
const errorLine = /^(Uncaught )?([\w.]{0,100}(Error|Exception)\b|panic:|fatal:)/i;

/** The last lines, or those from the last line that names an error when it would not be among them. */
export function quotedLines(lines: string[]): string[] {
  const at = lines.findLastIndex((line) => errorLine.test(line));
  return at >= 0 && at < lines.length - linesQuoted ? lines.slice(at, at + linesQuoted) : lines.slice(-linesQuoted);
}

const missing = [
  ...['is required', 'required', 'not set', 'unset', 'must be set', 'missing', 'not defined', 'undefined'],
  ...['not provided', 'not found'],
];
const missingPatterns = [
  /\bKeyError: ['"]([A-Z][A-Z0-9_]{1,99})['"]/,
  new RegExp(
    String.raw`\b([A-Z][A-Z0-9]*_[A-Z0-9_]{1,99}|PORT|TOKEN)\b["'\x60]?[^.]{0,60}\b(?:${missing.join('|')})\b`,
  ),
  /\b(?:missing|required|provide|set|undefined)\b[^.]{0,60}?["'`]?\b([A-Z][A-Z0-9]*_[A-Z0-9_]{1,99})\b/i,
];

/** The variable of the environment that the output names as missing; undefined when it names none. */
export function missingVariable(lines: string[]): string | undefined {
  for (const line of lines)
    for (const pattern of missingPatterns) {
      const name = pattern.exec(line)?.[1];
      if (name !== undefined && name === name.toUpperCase()) return name;
    }
  return undefined;
}

const kept = (hasLive: boolean) => (hasLive ? 'The live deployment stays live. ' : '');

/** The failure of a candidate whose container ended. */
export function exitFailure(
  container: Pick<ContainerState, 'exitCode' | 'outOfMemory'>,
  run: RunSpec,
  lines: string[],
  hasLive: boolean,
): Failure {
  const ended = howItEnded(container, run.memoryMb);
  const missing = missingVariable(lines);
  const advice = container.outOfMemory
    ? 'Make it use less memory, or raise resources.memoryMb in toolyard.yaml.'
    : container.exitCode === 0
      ? 'A server has to keep running and listen on PORT. For one that speaks on its standard streams, set ' +
        '`transport: stdio` in toolyard.yaml or in the build settings.'
      : missing !== undefined
        ? `The variable ${missing} seems to be missing: set it under Variables of the server, and it starts again.`
        : 'Correct the error and push again.';
  const quoted = quotedLines(lines);
  const output = quoted.length > 0 ? ` It printed:\n${quoted.join('\n')}` : ' It printed nothing.';
  return {
    code: container.outOfMemory ? 'out_of_memory' : 'exited',
    reason: `The server ${ended} before it was ready. ${kept(hasLive)}${advice}${output}`,
  };
}

/** The failure of a candidate that runs but does not answer as it must. */
export function probeFailure(
  result: Extract<ProbeResult, { ok: false }>,
  run: RunSpec,
  listeners: Listener[] | null,
  hasLive: boolean,
): Failure {
  const stays = kept(hasLive);
  switch (result.code) {
    case 'nothing_listens':
      return {
        code: result.code,
        reason:
          `Nothing answered on port ${run.port} within ${run.startupSeconds} s. ` +
          `${whereItListens(run.port, listeners)} ${stays}` +
          'Listen on 0.0.0.0 and on the port in the variable PORT.',
      };
    case 'too_slow':
      return {
        code: result.code,
        reason:
          `The server accepts connections on port ${run.port} but had not answered an MCP request after ` +
          `${run.startupSeconds} s (${result.detail}). ${stays}Make it start faster, or raise ` +
          'health.startupSeconds in toolyard.yaml.',
      };
    case 'not_mcp':
      return {
        code: result.code,
        reason:
          `The server answers on port ${run.port}, but not with MCP: ${result.detail}. ${stays}Serve MCP ` +
          `over HTTP on one of ${run.paths.join(', ')}, or set the path in toolyard.yaml.`,
      };
    case 'no_tools_list':
      return {
        code: result.code,
        reason:
          `The server speaks MCP, but ${result.detail}. ` +
          `${stays}Declare the tools capability and answer tools/list.`,
      };
    case 'bad_tools':
      return {
        code: result.code,
        reason: `The server's tool list cannot be used: ${result.detail}. ${stays}Correct the list and push again.`,
      };
    case 'answer_too_large':
      return {
        code: result.code,
        reason:
          `The server's answer is too large to read: ${result.detail}. ${stays}Shorten what it sends before ` +
          'a tool is called.',
      };
    default:
      return result.code satisfies never;
  }
}

/** A sentence on the sockets that listen in the container. */
function whereItListens(port: number, listeners: Listener[] | null): string {
  if (listeners === null) return 'It runs, but does not listen there.';
  if (listeners.length === 0) return 'It runs, but listens on no port at all.';
  const places = [...new Set(listeners.map((one) => `${one.address}:${one.port}`))].slice(0, 5).join(', ');
  const onlyLocal = listeners.some(
    (one) => one.port === port && (one.address.startsWith('127.') || one.address === '::1'),
  );
  return onlyLocal
    ? `It listens on ${places}, which is reachable only inside the container.`
    : `It listens on ${places} instead.`;
}
