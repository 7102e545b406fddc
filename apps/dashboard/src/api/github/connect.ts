import { api, bodyOf } from '../http/client.js';

export interface ConnectGitHub {
  /** Empty for github.com. */
  githubUrl: string;
  /** Empty for the user's own account. */
  organisation: string;
}

/** @returns path of the page that sends the browser to GitHub */
export async function beginGitHub({ githubUrl, organisation }: ConnectGitHub): Promise<string> {
  const body = { ...(githubUrl === '' ? {} : { githubUrl }), ...(organisation === '' ? {} : { organisation }) };
  return (await bodyOf(api.POST('/api/v1/github/setup', { body }))).path;
}

export const finishGitHub = (code: string, state: string) =>
  api.POST('/api/v1/github/connection', { body: { code, state } });

export const disconnectGitHub = () => api.DELETE('/api/v1/github/connection');
