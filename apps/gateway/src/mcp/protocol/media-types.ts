import Negotiator from 'negotiator';

/** Both forms of an answer, which a server of Streamable HTTP may insist on. */
export const answerTypes = 'application/json, text/event-stream';

/** Which forms of an answer a client takes by its `Accept`; both without one, and both when it names neither. */
export function acceptedForms(accept: string | undefined): { json: boolean; events: boolean } {
  const taken = new Negotiator({ headers: { accept } }).mediaTypes(['application/json', 'text/event-stream']);
  if (taken.length === 0) return { json: true, events: true };
  return { json: taken.includes('application/json'), events: taken.includes('text/event-stream') };
}

export function isEventStream(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^\s*text\/event-stream\b/i.test(contentType);
}

export function isJson(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^\s*application\/(json|[\w.-]+\+json)\b/i.test(contentType);
}
