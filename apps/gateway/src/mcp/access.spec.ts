import { describe, expect, test } from '@jest/globals';
import { Access } from './access.js';

const token = 'the-admin-token-of-this-test';
const organisation = { access: 'organisation' } as const;

describe('access to the endpoints of a server', () => {
  test('of the organisation needs the token, and tells clients how to send it', () => {
    const access = new Access(token);
    expect(access.admit(organisation, `Bearer ${token}`)).toMatchObject({ caller: { id: 'admin' } });
    expect(access.admit(organisation, undefined)).toMatchObject({ refusal: { challenge: expect.not.stringContaining('error') } });
    expect(access.admit(organisation, 'Bearer wrong')).toMatchObject({ refusal: { challenge: expect.stringContaining('invalid_token') } });
  });

  test('of a public server needs none', () => {
    expect(new Access(token).admit({ access: 'public' }, undefined)).toMatchObject({ caller: { id: 'anonymous' } });
  });

  test('may be open without a token where that is configured, but a wrong token stays wrong', () => {
    const access = new Access(token, 'optional');
    expect(access.admit(organisation, undefined)).toMatchObject({ caller: { id: 'anonymous' } });
    expect(access.admit(organisation, 'Bearer wrong')).toHaveProperty('refusal');
  });
});
