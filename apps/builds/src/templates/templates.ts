import { resolve } from 'node:path';

/** A small repository to begin with; its files are in `apps/builds/templates/<id>`. */
export const templates = [
  { id: 'node', title: 'Node.js', description: 'One tool in JavaScript.' },
  { id: 'typescript', title: 'TypeScript', description: 'A tool, a resource and a prompt.' },
  { id: 'python', title: 'Python with FastMCP', description: 'One tool in Python.' },
  { id: 'rest-api', title: 'REST API', description: 'The operations of an OpenAPI document become tools.' },
] as const;

export type TemplateId = (typeof templates)[number]['id'];
export const templateIds = templates.map(({ id }) => id);

/** Folder with the files of a template. */
export const templateFolder = (id: TemplateId): string => resolve(import.meta.dirname, '../../templates', id);
