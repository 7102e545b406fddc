import { type Access, repositoryPattern, repositoryReserved, slugOf } from '@toolyard/contracts';
import type { NewServer } from '../../../api/servers/servers.js';
import {
  isRepeated,
  newKey,
  variableNameProblem,
  variableProblems,
  type VariableRow,
} from '../../../domain/servers/variable.rules.js';

interface CredentialRow {
  key: string;
  name: string;
  label: string;
  placeholder: string;
  secret: boolean;
}

/** All entries of the three steps. */
export interface ServerForm {
  name: string;
  description: string;
  provider: 'git' | 'github';
  repositoryKind: 'new' | 'existing';
  repository: string;
  /** Of GitHub: the account or organisation whose repositories are offered. */
  owner: string;
  branch: string;
  /** Of GitHub: the folder that is built; empty for the repository itself. */
  rootFolder: string;
  watchPaths: string[];
  access: Access;
  method: 'none' | 'credentials' | 'oauth2';
  fields: CredentialRow[];
  oauth: {
    authorizationUrl: string;
    tokenUrl: string;
    revocationUrl: string;
    clientId: string;
    clientSecret: string;
    scopes: string[];
  };
  variables: VariableRow[];
}

export type Problems = Record<string, string>;

export const newField = (): CredentialRow => ({ key: newKey(), name: '', label: '', placeholder: '', secret: true });

export const emptyForm: ServerForm = {
  name: '',
  description: '',
  provider: 'git',
  repositoryKind: 'new',
  repository: '',
  owner: '',
  branch: 'main',
  rootFolder: '',
  watchPaths: [],
  access: 'organisation',
  method: 'none',
  fields: [],
  oauth: { authorizationUrl: '', tokenUrl: '', revocationUrl: '', clientId: '', clientSecret: '', scopes: [] },
  variables: [],
};

/** `owner/name` */
const githubRepositoryPattern = /^[\w-]+\/[\w.-]+$/;

/** The name of a new repository when none is entered; empty when only the platform can make the slug. */
export const suggestedRepository = (name: string): string => slugOf(name, '');

function repositoryProblem(repository: string): string | null {
  if (!repositoryPattern.test(repository)) return 'Use letters, digits, -, _ and . (not - or . at the beginning)';
  return repositoryReserved.test(repository) ? 'Do not end with .git or .lock, and do not use two dots in a row' : null;
}

/** Why a folder of a repository cannot be used; null when it can. The empty text is the repository itself. */
function rootFolderProblem(folder: string): string | null {
  if (folder.startsWith('/')) return 'Enter a folder of the repository, without / at the beginning';
  return folder.split('/').includes('..') ? 'The folder must be inside the repository' : null;
}

function basics(form: ServerForm): Problems {
  const { name, description, provider, repositoryKind, repository, branch, rootFolder } = form;
  const problems: Problems = {};
  if (name.trim() === '') problems['name'] = 'Enter a name';
  else if (name.trim().length > 100) problems['name'] = 'At most 100 characters';
  if (description.length > 2_000) problems['description'] = 'At most 2,000 characters';
  if (provider === 'github') {
    if (!githubRepositoryPattern.test(repository.trim())) problems['repository'] = 'Choose a repository, as owner/name';
    if (branch.trim() === '') problems['branch'] = 'Enter a branch';
    const folder = rootFolderProblem(rootFolder.trim());
    if (folder) problems['rootFolder'] = folder;
    return problems;
  }
  const problem = repository.trim() === '' ? missingRepository(repositoryKind) : repositoryProblem(repository.trim());
  if (problem) problems['repository'] = problem;
  return problems;
}

const missingRepository = (kind: ServerForm['repositoryKind']): string | null =>
  kind === 'existing' ? 'Choose a repository' : null;

function authentication({ method, fields, oauth, variables }: ServerForm): Problems {
  const problems: Problems = {};
  if (method === 'credentials') {
    if (fields.length === 0) problems['fields'] = 'Add at least one field';
    fields.forEach((field, index) => {
      const problem =
        variableNameProblem(field.name) ?? (isRepeated(fields, index) ? 'Another field has this name' : null);
      if (problem) problems[`fields.${index}.name`] = problem;
      if (field.label.trim() === '') problems[`fields.${index}.label`] = 'Enter a label';
    });
  }
  if (method === 'oauth2') {
    if (!isUrl(oauth.authorizationUrl)) problems['oauth.authorizationUrl'] = 'Enter an http or https address';
    if (!isUrl(oauth.tokenUrl)) problems['oauth.tokenUrl'] = 'Enter an http or https address';
    if (oauth.revocationUrl.trim() !== '' && !isUrl(oauth.revocationUrl))
      problems['oauth.revocationUrl'] = 'Enter an http or https address, or leave the field empty';
    if (oauth.clientId.trim() === '') problems['oauth.clientId'] = 'Enter the client id';
  }
  return { ...problems, ...variableProblems(variables) };
}

function isUrl(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol);
}

/** The problems of a step, by field. The third step has no fields. */
export function problemsOf(step: number, form: ServerForm): Problems {
  if (step === 0) return basics(form);
  return step === 1 ? authentication(form) : {};
}

/** The step that shows a field, by its name in this form or in the API. */
export const stepOf = (field: string): number => (/^(auth|fields|oauth|variables)/.test(field) ? 1 : 0);

/** The name in this form of a field of the API. */
export function formField(apiField: string): string {
  return apiField
    .replace(/^auth\.fields/, 'fields')
    .replace(/^auth\./, 'oauth.')
    .replace(/^source\./, '');
}

export function requestOf(form: ServerForm): NewServer {
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    access: form.access,
    source: sourceOf(form),
    auth: authOf(form),
  };
}

function sourceOf({ provider, repository, branch, watchPaths }: ServerForm): NewServer['source'] {
  const name = repository.trim();
  if (provider === 'git') return { provider, ...(name === '' ? {} : { repository: name }) };
  return { provider, repository: name, branch: branch.trim(), ...(watchPaths.length > 0 ? { watchPaths } : {}) };
}

function authOf({ method, fields, oauth }: ServerForm): NewServer['auth'] {
  if (method === 'credentials') {
    return {
      method,
      fields: fields.map(({ name, label, placeholder, secret }) => ({
        name,
        label: label.trim(),
        secret,
        ...(placeholder.trim() === '' ? {} : { placeholder: placeholder.trim() }),
      })),
    };
  }
  if (method === 'oauth2') {
    const { authorizationUrl, tokenUrl, revocationUrl, clientId, scopes } = oauth;
    return {
      method,
      authorizationUrl: authorizationUrl.trim(),
      tokenUrl: tokenUrl.trim(),
      ...(revocationUrl.trim() === '' ? {} : { revocationUrl: revocationUrl.trim() }),
      clientId: clientId.trim(),
      scopes,
    };
  }
  return { method };
}
