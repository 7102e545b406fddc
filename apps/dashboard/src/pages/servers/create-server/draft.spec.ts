import { expect, test } from '@jest/globals';
import { draftOf, hasSecrets } from './draft.js';
import { emptyForm, type ServerForm } from './server-form.js';

const form: ServerForm = {
  ...emptyForm,
  name: 'Weather',
  oauth: { ...emptyForm.oauth, clientId: 'id', clientSecret: 'secret of the client' },
  variables: [{ key: 'a', name: 'API_KEY', value: 'secret of the variable' }],
};

test('a draft has the entries and none of the secrets', () => {
  const draft = draftOf(form);
  expect(draft).toMatchObject({ name: 'Weather', oauth: { clientId: 'id' }, variables: [{ name: 'API_KEY' }] });
  expect(JSON.stringify(draft)).not.toContain('secret of');
});

test('only a form with secrets loses something over a reload', () => {
  expect([hasSecrets(form), hasSecrets(draftOf(form))]).toEqual([true, false]);
});
