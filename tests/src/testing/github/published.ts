import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** What GitHub publishes about an operation: of its OpenAPI document, see tests/fixtures/github. */
interface Operation {
  body?: object;
  answers: Record<string, { schema?: object; example?: unknown }>;
}

interface OpenApi {
  operations: Record<string, Operation>;
  schemas: Record<string, object>;
}

interface RecordedEvent {
  name: string;
  examples: Record<string, unknown>[];
}

const require = createRequire(import.meta.url);
const file = resolve(import.meta.dirname, '../../../fixtures/github/openapi.json');
const openApi = JSON.parse(readFileSync(file, 'utf8')) as OpenApi;

/** Payloads of webhooks that GitHub sent once, of every event type. */
export const recordedEvents = require('@octokit/webhooks-examples') as RecordedEvent[];

const ajv = new Ajv({ strict: false, inlineRefs: false, logger: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', schemas: openApi.schemas });
ajv.addSchema({ $id: 'webhooks', ...(require('@octokit/webhooks-schemas') as { definitions: object }) });

const compiled = new Map<string, ValidateFunction>();

function problemsOf(name: string, schema: object, value: unknown): string[] {
  let validate = compiled.get(name);
  if (!validate) compiled.set(name, (validate = ajv.compile(schema)));
  if (validate(value)) return [];
  return validate.errors!.slice(0, 5).map(({ instancePath, message }) => `${name} ${instancePath} ${message}`);
}

const inOpenApi = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', '"openapi#/schemas/')) as object;

/** What an answer or a body has against the published schema; nothing when it fits. */
export function answerProblems(operation: string, status: number, value: unknown): string[] {
  const schema = openApi.operations[operation]?.answers[status]?.schema;
  return schema ? problemsOf(`${operation} ${status}`, inOpenApi(schema), value) : [];
}

export function bodyProblems(operation: string, value: unknown): string[] {
  const schema = openApi.operations[operation]?.body;
  return schema ? problemsOf(`${operation} body`, inOpenApi(schema), value) : [];
}

/** What is wrong with the permissions of an App. */
export function permissionProblems(value: unknown): string[] {
  const schema = { $ref: 'openapi#/schemas/app-permissions' };
  return problemsOf('permissions', schema, value);
}

export function payloadProblems(event: string, payload: Record<string, unknown>): string[] {
  const definition = `${event}$${typeof payload['action'] === 'string' ? payload['action'] : 'event'}`;
  return problemsOf(`webhook ${definition}`, { $ref: `webhooks#/definitions/${definition}` }, payload);
}

/** GitHub's own example of an answer; an example of a list is its first element. */
export function exampleAnswer(operation: string, status: number): any {
  return structuredClone(openApi.operations[operation]!.answers[status]!.example);
}

/** A recorded payload of the event, to change for a test; one that fits the schema as it is, if there is one. */
export function recordedPayload(event: string, action?: string): any {
  const recorded = recordedEvents.find(({ name }) => name === event)!.examples;
  const examples = recorded.filter((each) => action === undefined || each['action'] === action);
  return structuredClone(examples.find((each) => payloadProblems(event, each).length === 0) ?? examples[0]);
}

/** `changes` over `base`, object by object; lists are replaced. */
export function merged(base: any, changes: any): any {
  if (Array.isArray(changes) || typeof changes !== 'object' || changes === null) return changes;
  const result = typeof base === 'object' && base !== null && !Array.isArray(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(changes)) {
    if (value !== undefined) result[key] = merged(result[key], value);
  }
  return result;
}
