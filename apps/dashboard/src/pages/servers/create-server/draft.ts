import { emptyForm, type ServerForm } from './server-form.js';

/** Where the browser keeps the draft of a user: in this tab, until it is closed. */
const keyOf = (userId: string): string => `toolyard-new-server ${userId}`;

/** A draft as it is kept: no value of a variable and no secret, since other scripts of the origin can read it. */
export const draftOf = (form: ServerForm): ServerForm => ({
  ...form,
  oauth: { ...form.oauth, clientSecret: '' },
  variables: form.variables.map((row) => ({ ...row, value: '' })),
});

/** Whether the form has entries that a draft leaves out. */
export const hasSecrets = ({ oauth, variables }: ServerForm): boolean =>
  oauth.clientSecret !== '' || variables.some(({ value }) => value !== '');

export function keepDraft(userId: string, form: ServerForm): void {
  sessionStorage.setItem(keyOf(userId), JSON.stringify(draftOf(form)));
}

export const dropDraft = (userId: string): void => sessionStorage.removeItem(keyOf(userId));

/** The draft of the user; null without one. Entries that an earlier version did not have are empty. */
export function readDraft(userId: string): ServerForm | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(userId)) ?? 'null') as Partial<ServerForm> | null;
    return kept && { ...emptyForm, ...kept };
  } catch {
    return null;
  }
}
