import type { Access, Visibility } from '@toolyard/contracts';
import type { NewServer } from '../../../api/servers.js';
import { variableNameProblem } from '../../../domain/variable.rules.js';

export interface CredentialRow {
  key: string;
  name: string;
  label: string;
  placeholder: string;
  secret: boolean;
}

export interface VariableRow {
  key: string;
  name: string;
  value: string;
}

/** Everything that the three steps ask for. It stays whole until the server exists. */
export interface ServerForm {
  name: string;
  description: string;
  provider: 'git' | 'github';
  repositoryKind: 'new' | 'existing';
  repository: string;
  visibility: Visibility;
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

const newKey = (): string => `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
export const newField = (): CredentialRow => ({ key: newKey(), name: '', label: '', placeholder: '', secret: true });
export const newVariable = (name = '', value = ''): VariableRow => ({ key: newKey(), name, value });

export const emptyForm: ServerForm = {
  name: '',
  description: '',
  provider: 'git',
  repositoryKind: 'new',
  repository: '',
  visibility: 'private',
  access: 'organisation',
  method: 'none',
  fields: [],
  oauth: { authorizationUrl: '', tokenUrl: '', revocationUrl: '', clientId: '', clientSecret: '', scopes: [] },
  variables: [],
};

/** What the name of a new repository is until somebody chooses another one. */
export const suggestedRepository = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);

export function repositoryProblem(repository: string): string | null {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(repository)) return 'Letters, digits, -, _ and . (not first: - and .)';
  return /\.(git|lock)$/i.test(repository) || repository.includes('..')
    ? 'Not ending in .git or .lock, and without two dots in a row'
    : null;
}

function basics({ name, description, provider, repositoryKind, repository }: ServerForm): Problems {
  const problems: Problems = {};
  if (name.trim() === '') problems['name'] = 'Enter a name';
  else if (name.trim().length > 100) problems['name'] = 'At most 100 characters';
  if (description.length > 2_000) problems['description'] = 'At most 2,000 characters';
  if (provider === 'github') problems['provider'] = 'GitHub is not connected yet. Use the built-in git remote.';
  const wrong =
    repository.trim() === ''
      ? repositoryKind === 'existing'
        ? 'Choose a repository'
        : null
      : repositoryProblem(repository.trim());
  if (wrong) problems['repository'] = wrong;
  return problems;
}

function authentication({ method, fields, oauth, variables }: ServerForm): Problems {
  const problems: Problems = {};
  if (method === 'credentials') {
    if (fields.length === 0) problems['fields'] = 'Add at least one field';
    fields.forEach((field, index) => {
      const wrong =
        variableNameProblem(field.name) ?? (isRepeated(fields, index) ? 'Another field has this name' : null);
      if (wrong) problems[`fields.${index}.name`] = wrong;
      if (field.label.trim() === '') problems[`fields.${index}.label`] = 'Enter a label';
    });
  }
  if (method === 'oauth2') {
    if (!isUrl(oauth.authorizationUrl)) problems['oauth.authorizationUrl'] = 'Enter an http or https address';
    if (!isUrl(oauth.tokenUrl)) problems['oauth.tokenUrl'] = 'Enter an http or https address';
    if (oauth.revocationUrl.trim() !== '' && !isUrl(oauth.revocationUrl))
      problems['oauth.revocationUrl'] = 'Enter an http or https address, or nothing';
    if (oauth.clientId.trim() === '') problems['oauth.clientId'] = 'Enter the client id';
  }
  variables.forEach((variable, index) => {
    const wrong =
      variableNameProblem(variable.name) ?? (isRepeated(variables, index) ? 'Another variable has this name' : null);
    if (wrong) problems[`variables.${index}.name`] = wrong;
  });
  return problems;
}

const isRepeated = (rows: { name: string }[], index: number): boolean =>
  rows.findIndex(({ name }) => name === rows[index]!.name) < index;

function isUrl(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol);
}

/** What is wrong on one of the first two steps; the third has nothing of its own. */
export function problemsOf(step: number, form: ServerForm): Problems {
  return step === 0 ? basics(form) : step === 1 ? authentication(form) : {};
}

/** The step that shows a field, of this form or as the API names it. */
export const stepOf = (field: string): number => (/^(auth|fields|oauth|variables)/.test(field) ? 1 : 0);

/** A problem that the API has with a field, under the name that the field has here. */
export function formField(apiField: string): string {
  return apiField
    .replace(/^auth\.fields/, 'fields')
    .replace(/^auth\./, 'oauth.')
    .replace(/^source\./, '');
}

export function requestOf(form: ServerForm): NewServer {
  const repository = form.repository.trim();
  return {
    name: form.name.trim(),
    description: form.description.trim(),
    visibility: form.visibility,
    access: form.access,
    source: { provider: form.provider, ...(repository === '' ? {} : { repository }) },
    auth: authOf(form),
  };
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
