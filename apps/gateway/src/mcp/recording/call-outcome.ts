import type { CallClass } from '@toolyard/contracts';
import { objectOf, textOf, type Message } from '../protocol/jsonrpc.js';

export interface Outcome {
  class: CallClass;
  /** One sentence for people; empty when the call went well. */
  error: string;
}

/**
 * What an answer says about its call; `input_required` means that the client will repeat the call with what the server
 * asked for.
 */
export function outcomeOf(answer: Message): Outcome | 'input_required' {
  if (answer.error !== undefined && answer.error !== null) {
    const error = objectOf(answer as Record<string, unknown>, 'error');
    const code = typeof error.code === 'number' ? ` (${error.code})` : '';
    return {
      class: 'protocol_error',
      error: cut(`${textOf(error, 'message') || 'The server answered with an error.'}${code}`),
    };
  }
  const result = objectOf(answer as Record<string, unknown>, 'result');
  if (result.resultType === 'input_required') return 'input_required';
  if (result.isError === true)
    return { class: 'tool_error', error: cut(firstText(result) || 'The tool reported an error.') };
  return { class: 'ok', error: '' };
}

/** An HTTP answer that carries no JSON-RPC message for the call. */
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

/** Cuts generously: the masks still have to match, the recorder cuts to its own limit afterwards. */
const cut = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text);
