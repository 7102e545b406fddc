import { createParser } from 'eventsource-parser';
import { errorAnswer, idKey, isId, kindOf, parseMessages, rpcCodes, type Parsed } from '../protocol/jsonrpc.js';
import { headerOf } from '../exchange/headers.js';
import { acceptedForms, isJson } from '../protocol/media-types.js';
import type { Transform } from '../rights/list-filter.js';

const nothing = Buffer.alloc(0);
/** A larger answer is not kept. */
const largestBytes = 16 << 20;
const noAnswer = 'The server ended its answer without answering the request.';
const tooLarge = 'The answer is too large for the form that the client takes. Accept text/event-stream as well.';

/** The answers of an event stream as one JSON body, for a client that takes no event stream. */
export class EventsToJson implements Transform {
  readonly #expected: Set<string>;
  readonly #answers: string[] = [];
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({ onEvent: ({ data }) => this.#read(data) });
  #bytes = 0;

  constructor(private readonly posted: Parsed) {
    const requests = posted.messages.filter((message) => kindOf(message) === 'request');
    this.#expected = new Set(requests.map(({ id }) => idKey(id!)));
  }

  get done(): boolean {
    return this.#expected.size === 0 || this.#bytes > largestBytes;
  }

  push(chunk: Buffer): Buffer {
    this.#bytes += chunk.length;
    if (!this.done) this.#parser.feed(this.#decoder.decode(chunk, { stream: true }));
    return nothing;
  }

  flush(): Buffer {
    const message = this.#bytes > largestBytes ? tooLarge : noAnswer;
    for (const { id } of this.posted.messages)
      if (isId(id) && this.#expected.has(idKey(id)))
        this.#answers.push(JSON.stringify(errorAnswer(id, rpcCodes.refused, message, { code: 'upstream_failed' })));
    return Buffer.from(this.posted.batch ? `[${this.#answers.join(',')}]` : (this.#answers[0] ?? ''));
  }

  #read(data: string): void {
    for (const { method, id } of parseMessages(data)?.messages ?? [])
      if (method === undefined && isId(id) && this.#expected.delete(idKey(id))) this.#answers.push(data);
  }
}

/** A JSON body as one event, for a client that takes event streams only. */
export class JsonToEvents implements Transform {
  #chunks: Buffer[] = [];

  push(chunk: Buffer): Buffer {
    this.#chunks.push(chunk);
    return nothing;
  }

  flush(): Buffer {
    const text = Buffer.concat(this.#chunks).toString('utf8');
    this.#chunks = [];
    return Buffer.from(
      `event: message\n${text
        .split(/\r\n|\r|\n/)
        .map((line) => `data: ${line}`)
        .join('\n')}\n\n`,
    );
  }
}

/** Applies `second` to what `first` leaves of the answer. */
export function inSequence(first: Transform | null, second: Transform): Transform {
  if (!first) return second;
  return {
    push: (chunk) => second.push(first.push(chunk)),
    flush: () => Buffer.concat([second.push(first.flush()), second.flush()]),
    get done() {
      return second.done === true;
    },
  };
}

/** How an answer gets the form that the client takes; null when it is in one that the client takes. */
export function otherForm(
  rawHeaders: readonly string[],
  contentType: string | undefined,
  stream: boolean,
  posted: Parsed,
): { contentType: string; filter: Transform } | null {
  const forms = acceptedForms(headerOf(rawHeaders, 'accept'));
  if (stream && !forms.events) return { contentType: 'application/json', filter: new EventsToJson(posted) };
  if (!forms.json && isJson(contentType)) return { contentType: 'text/event-stream', filter: new JsonToEvents() };
  return null;
}
