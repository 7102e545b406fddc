export function isEventStream(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^\s*text\/event-stream\b/i.test(contentType);
}

export function isJson(contentType: string | string[] | undefined): boolean {
  return typeof contentType === 'string' && /^\s*application\/(json|[\w.-]+\+json)\b/i.test(contentType);
}
