import { normalizedPassword, passwordMinLength } from '@toolyard/contracts';

/** The problem of a new password, or null. Only the length counts, as NIST SP 800-63B recommends. */
export function passwordProblem(password: string): string | null {
  if (normalizedPassword(password).length < passwordMinLength) return `Use at least ${passwordMinLength} characters`;
  if (/^(.)\1*$/u.test(password)) return 'Use more than one character';
  return null;
}

export function emailProblem(email: string): string | null {
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : 'Enter an e-mail address';
}

export const nameProblem = (name: string): string | null => (name.trim() === '' ? 'Enter your name' : null);
