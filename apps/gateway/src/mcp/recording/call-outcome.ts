import type { CallClass } from '@toolyard/contracts';
import { objectOf, textOf, type Message } from '../protocol/jsonrpc.js';

export interface Outcome {
  class: CallClass;
  /** One sentence; empty for a successful call. */
  error: string;
  /** Code of the server's JSON-RPC error. */
  rpcCode?: number;
}

/** The outcome of a call by its answer. `input_required`: the client repeats the call with the requested input. */
export function outcomeOf(answer: Message): Outcome | 'input_required' {
  if (answer.error !== undefined && answer.error !== null) {
    const error = objectOf(answer as Record<string, unknown>, 'error');
    const code = typeof error.code === 'number' ? ` (${error.code})` : '';
    const rpcCode = typeof error.code === 'number' ? error.code : undefined;
    return {
      class: 'protocol_error',
      error: cut(`${textOf(error, 'message') || 'The server answered with an error.'}${code}`),
      rpcCode,
    };
  }
  const result = objectOf(answer as Record<string, unknown>, 'result');
  if (result.resultType === 'input_required') return 'input_required';
  if (result.isError === true)
    return { class: 'tool_error', error: cut(firstText(result) || 'The tool reported an error.') };
  return { class: 'ok', error: '' };
}

/** The outcome of a call whose HTTP answer has no JSON-RPC message for it. */
export function outcomeOfStatus(status: number): Outcome {
  return {
    class: 'protocol_error',
    error: `The server answered HTTP ${status} without a JSON-RPC answer to the call.`,
  };
}

function firstText(result: Record<string, unknown>): string {
  if (!Array.isArray(result.content)) return '';
  for (const part of result.content as unknown[]) {
    if (typeof part === 'object' && part !== null && typeof (part as { text?: unknown }).text === 'string')
      return (part as { text: string }).text;
  }
  return '';
}

/** Cuts far beyond the stored limit, because masks are applied later and need whole secrets. */
const cut = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text);
