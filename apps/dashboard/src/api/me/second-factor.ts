import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../http/error.js';
import { api, bodyOf } from '../http/client.js';
import { secondFactorKeys } from '../query-keys.js';
import type { components } from '../schema.js';
import type { Proof } from './passkeys.js';
import type { Me } from './session.js';

export type Enrolment = components['schemas']['EnrolmentDto'];
export type SecondFactor = components['schemas']['SecondFactorDto'];

/** What a sign-in waits for after the password. */
export interface SecondStep {
  ticket: string;
  missing: 'code' | 'enrolment';
  /** Whether the account has any. */
  passkeys: boolean;
}

/** The second step that a refused sign-in asks for; null when it was refused for good. */
export function secondStepOf(error: unknown): SecondStep | null {
  if (!(error instanceof ApiError) || error.code !== 'second_factor_needed') return null;
  return error.details as SecondStep;
}

/** @throws the error, unless it only asks for a second step */
export function unlessSecondStep(error: unknown): void {
  if (secondStepOf(error) === null) throw error;
}

export const signInWith = (ticket: string, proof: Proof): Promise<Me> =>
  bodyOf(api.POST('/api/v1/session/second-factor', { body: { ticket, ...proof } }));

export const beginRequired = (ticket: string): Promise<Enrolment> =>
  bodyOf(api.POST('/api/v1/session/second-factor/enrolment', { body: { ticket } }));
export const confirmRequired = async (ticket: string, enrolment: string, code: string): Promise<string[]> =>
  (await bodyOf(api.POST('/api/v1/session/second-factor/enrolment/confirm', { body: { ticket, enrolment, code } })))
    .recoveryCodes;

export const secondFactorQuery = queryOptions({
  queryKey: secondFactorKeys.all,
  queryFn: ({ signal }): Promise<SecondFactor> => bodyOf(api.GET('/api/v1/me/second-factor', { signal })),
});

export const beginOwn = (): Promise<Enrolment> => bodyOf(api.POST('/api/v1/me/second-factor'));
export const confirmOwn = async (enrolment: string, code: string): Promise<string[]> =>
  (await bodyOf(api.POST('/api/v1/me/second-factor/confirm', { body: { enrolment, code } }))).recoveryCodes;
export const renewRecoveryCodes = async (body: Proof): Promise<string[]> =>
  (await bodyOf(api.POST('/api/v1/me/second-factor/recovery-codes', { body }))).recoveryCodes;
export const removeOwn = (body: Proof) => api.POST('/api/v1/me/second-factor/remove', { body });

export const stepUp = (body: Proof) => api.POST('/api/v1/me/step-up', { body });

export const resetSecondFactor = (id: string) =>
  api.DELETE('/api/v1/users/{id}/second-factor', { params: { path: { id } } });
export const requireSecondFactor = (secondFactorRequired: boolean) =>
  api.PATCH('/api/v1/organisation', { body: { secondFactorRequired } });
